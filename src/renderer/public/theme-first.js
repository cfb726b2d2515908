// Before the first paint: the theme that a person chose, so that a dark workbench never opens with a white flash.
const theme = localStorage.getItem('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
