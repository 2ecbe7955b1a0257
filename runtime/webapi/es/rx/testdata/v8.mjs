// Writes random patterns, random texts and what this Node's V8 makes of them.
// usage: node v8.mjs SEED COUNT > v8.json
let seed=+process.argv[2]||1; const rnd=n=>{seed=(seed*1103515245+12345)&0x7fffffff;return (seed>>8)%n};
const pick=a=>a[rnd(a.length)];
const chars=['a','b','c','A','B','é','É','ß','\\d','\\w','\\s','.','\\W','[a-c]','[^b]','[A-Zé]','K','\\u212a','ſ','1','\\b','\\B','^','$','\\u{1F600}','😀','\\n','-','_','ǆ','ǅ','Σ','σ','ς'];
const uch=['\\p{L}','\\P{Lu}','\\p{Script=Greek}','[\\p{Lu}x]','[^\\p{L}]'];
const vch=['[\\p{L}--[a-z]]','[\\w&&[a-f]]','[a-c[xyz]]','[\\q{ab|c}d]','[^\\d]','\\p{Emoji_Keycap_Sequence}'];
function atom(d,u,v,g){ const k=rnd(14);
 if(d>0){ if(k==0){g.n++;return '('+alt(d-1,u,v,g)+')'} if(k==1)return '(?:'+alt(d-1,u,v,g)+')'; if(k==2)return '(?='+alt(d-1,u,v,g)+')'; if(k==3)return '(?!'+alt(d-1,u,v,g)+')'; if(k==4)return '(?<='+alt(d-1,u,v,g)+')'; if(k==5)return '(?<!'+alt(d-1,u,v,g)+')'; if(k==6&&g.n<1){g.n++;return '(?<n'+g.n+'>'+alt(d-1,u,v,g)+')'} if(k==7)return '\\'+(1+rnd(3)); if(k==8) return '(?i:'+alt(d-1,u,v,g)+')'; if(k==9) return '(?-i:'+alt(d-1,u,v,g)+')'; }
 if(u&&rnd(4)==0)return pick(uch); if(v&&rnd(3)==0)return pick(vch);
 return pick(chars);}
function term(d,u,v,g){const a=atom(d,u,v,g); const q=rnd(9); if(q<4&&!/^(\^|\$|\\b|\\B|\(\?<?[=!])/i.test(a)) return a+pick(['*','+','?','{2}','{1,2}','{0,1}','*?','+?','??','{0,2}?','{2,}']); return a}
function seq(d,u,v,g){let s='';for(let n=1+rnd(4);n>0;n--)s+=term(d,u,v,g);return s}
function alt(d,u,v,g){let s=seq(d,u,v,g);while(rnd(4)==0)s+='|'+seq(d,u,v,g);return s}
const texts=['a','b','c','A','B','é','É','ß','K','\u212a','ſ','1','2','\n',' ','-','_','😀','x','y','z','\ud83d','ǆ','ǅ','Σ','σ','ς','1\ufe0f\u20e3','aa','ab','ba'];
const out=[];
while(out.length<+process.argv[3]){
 const m=rnd(3); const u=m==1,v=m==2;
 let f=(u?'u':v?'v':'')+(rnd(2)?'i':'')+(rnd(3)==0?'m':'')+(rnd(3)==0?'s':'')+'d';
 const p=alt(3,u||v,v,{n:0});
 let re; try{re=new RegExp(p,f)}catch(e){out.push({p,f,e:1});continue}
 const c=[];
 for(let i=0;i<6;i++){let t='';for(let n=rnd(9);n>0;n--)t+=pick(texts); re.lastIndex=0; const r=re.exec(t); c.push({t:[...Array(t.length).keys()].map(i=>t.charCodeAt(i)),r:r?[...r.indices].map(x=>x||null):null})}
 out.push({p,f,c});
}
console.log(JSON.stringify(out));
