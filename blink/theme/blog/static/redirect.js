// A former address: leads on at once, to the same place in the page. Without a script, the page does.
const { href, hash } = document.querySelector("a");
location.replace(hash ? href : href + location.hash);
