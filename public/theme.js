// Before the first paint: the chosen theme, or the system's.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("slipway.theme");
  } catch {
    // No storage: the system decides.
  }
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
