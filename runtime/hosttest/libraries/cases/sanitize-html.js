// nodejs_compat
import sanitizeHtml from "sanitize-html";
import xss from "xss";

const dirty = "<p onclick=x style='color:red;position:fixed'>a<script>alert(1)</script><a href='javascript:x' target=_blank>b</a><img src=x onerror=y><b>c</b><!-- d --></p>";

export default () => [sanitizeHtml(dirty), sanitizeHtml(dirty, { allowedTags: ["p", "img"], allowedAttributes: { p: ["style"], img: ["src"] }, allowedStyles: { p: { color: [/^red$/] } } }), xss(dirty)];
