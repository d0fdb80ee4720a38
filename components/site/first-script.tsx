/**
 * Runs before the first paint: says that script is there, and takes the reader's own choice of light or dark. Constant text, so
 * the server can name its hash in the Content-Security-Policy.
 */
const TEXT = `(function(d){d.dataset.script="";try{var t=localStorage.getItem("theme");if(t==="light"||t==="dark")d.dataset.theme=t}catch(e){}})(document.documentElement)`;

export function FirstScript() {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of this file
  return <script dangerouslySetInnerHTML={{ __html: TEXT }} />;
}
