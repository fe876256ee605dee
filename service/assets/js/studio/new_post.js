// The dialog in which a new post gets its name, its code and its staff; gives the code, or null.
export function postDialog(studio, dialog) {
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector("[data-post-problem]");
  return () =>
    new Promise((resolve) => {
      const end = (code) => {
        form.onsubmit = dialog.oncancel = null;
        dialog.close();
        resolve(code);
      };
      form.reset();
      problem.textContent = "";
      form.onsubmit = async (event) => {
        event.preventDefault();
        const asked = new FormData(form);
        const post = { name: asked.get("name"), code: asked.get("code"), staff: asked.getAll("staff") };
        const answer = await studio.postTo(studio.posts_address, post);
        const said = await answer.json();
        if (!answer.ok) return void (problem.textContent = said.detail);
        studio.posts.push([said.code, said.name]);
        end(said.code);
      };
      dialog.oncancel = () => end(null);
      dialog.querySelector("[data-post-cancel]").onclick = () => end(null);
      dialog.showModal();
    });
}
