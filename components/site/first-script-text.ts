/**
 * Runs before the first paint: says that script is there, and takes the reader's own choice of light or dark. Constant text, so
 * that the server can name its hash in the Content-Security-Policy.
 */
export const FIRST_SCRIPT = `(function(d){d.dataset.script="";try{var t=localStorage.getItem("theme");if(t==="light"||t==="dark")d.dataset.theme=t}catch(e){}})(document.documentElement)`;
