// What the page does beyond htmx. Without it everything still works, with more clicks.
document.documentElement.classList.add("js");

document.addEventListener("click", (event) => {
  const menu = event.target.closest("button.menu");
  if (menu) {
    const open = document.getElementById("pages").classList.toggle("open");
    menu.setAttribute("aria-expanded", String(open));
    return;
  }
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const before = button.textContent;
  navigator.clipboard.writeText(button.dataset.copy).then(() => {
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = before), 1500);
  });
});

// What cannot be undone is asked for once more.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});

// Requests by htmx carry what a form carries.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.body.dataset.csrf;
  if (token) event.detail.headers["X-CSRF-Token"] = token;
});

// What the page shows is old while the manager does not answer: it says so.
const silent = (yes) => document.body.classList.toggle("silent", yes);
document.addEventListener("htmx:sendError", () => silent(true));
document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && silent(false));
