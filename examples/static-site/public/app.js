const { name } = await (await fetch("/api/site")).json();
document.title = name;
