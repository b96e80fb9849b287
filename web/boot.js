// Theme, row height and language before the first paint: a classic script, since a module comes too late.
(function () {
  try {
    var root = document.documentElement;
    var dark = matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = localStorage.getItem('theme') || (dark ? 'dark' : 'light');
    root.dataset.density = localStorage.getItem('density') || 'cosy';
    root.lang = localStorage.getItem('lang') === 'en' ? 'en' : 'zh-CN';
  } catch (e) {
    // Private mode: the defaults of the page hold.
  }
})();
