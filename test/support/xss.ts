/** What a payload does when a page takes it for code. */
const RUN = 'top.executed=(top.executed||0)+1';

/** Forty ways from text to code: elements, handlers, addresses, styles, templates, and what parsers get wrong. */
const WAYS = [
  `<script>${RUN}</script>`,
  `<script src="data:text/javascript,${RUN}"></script>`,
  `<img src=x onerror=${RUN}>`,
  `<img src=x onerror="${RUN}">`,
  `<img/src=x/onerror=${RUN}>`,
  `<IMG SRC=x OnErRoR=${RUN}>`,
  `<img src=x onerror\n=\n"${RUN}">`,
  `<svg onload=${RUN}>`,
  `<svg/onload="${RUN}">`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><set onbegin="${RUN}" attributeName=x>`,
  `<svg><foreignObject><img src=x onerror="${RUN}"></foreignObject></svg>`,
  `<math><mtext><img src=x onerror="${RUN}"></mtext></math>`,
  `<body onload=${RUN}>`,
  `<iframe srcdoc="<script>${RUN}</script>"></iframe>`,
  `<iframe src="javascript:${RUN}"></iframe>`,
  `<iframe onload="${RUN}"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<video><source onerror="${RUN}"></video>`,
  `<video src=x onerror="${RUN}"></video>`,
  `<audio src=x onerror="${RUN}"></audio>`,
  `<details open ontoggle="${RUN}">open</details>`,
  `<input autofocus onfocus="${RUN}">`,
  `<select autofocus onfocus="${RUN}"></select>`,
  `<textarea autofocus onfocus="${RUN}"></textarea>`,
  `<style>@keyframes x{}</style><b style="animation-name:x" onanimationstart="${RUN}">b</b>`,
  `<style onload="${RUN}"></style>`,
  `<link rel=stylesheet href=x onerror="${RUN}">`,
  `<a href="javascript:${RUN}" autofocus onfocus="${RUN}">a</a>`,
  `<form><button formaction="javascript:${RUN}" autofocus onfocus="${RUN}">b</button></form>`,
  `<meta http-equiv="refresh" content="0;url=javascript:${RUN}">`,
  `<base href="javascript:${RUN}//">`,
  `<template><script>${RUN}</script></template><img src=x onerror="${RUN}">`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `[link](javascript:${RUN})`,
  `![image](x "onerror=${RUN}")<img src=x onerror="${RUN}">`,
  `\${${RUN}}{{constructor.constructor('${RUN}')()}}`,
  `%3Cimg%20src=x%20onerror=${RUN}%3E<img src=x onerror="${RUN}">`,
];

/** Each as it is, and behind what would close the attribute, comment or element it is written into. */
export const PAYLOADS: readonly string[] = [
  ...WAYS,
  ...WAYS.map(way => `"'>--></title></textarea></style></script>${way}`),
];

/** Fields that pages take as names of states, places and times, not as text of a person or a file. */
const NO_TEXT =
  /^(?:kind|state|type|layer|severity|level|semantic|code|id|ref|relation|relations|format|mode|status|unit|theme|part|protocol|check|outcome|stale|reads|steps?|dialect|.*(?:At|Id|Played))$/;
const IS_A_TIME = /^\d{4}-\d\d(?:-\d\d|$)/;

/** A copy of an answer whose texts all end with payloads, one after the other. `next` gives the next payload. */
export function poisoned(value: unknown, next: () => string, key = ''): unknown {
  if (typeof value === 'string') return NO_TEXT.test(key) || IS_A_TIME.test(value) ? value : `${value} ${next()}`;
  if (Array.isArray(value)) return value.map(each => poisoned(each, next, key));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, poisoned(each, next, name)]));
}

/** The payloads in turn, for ever. */
export function inTurn(): () => string {
  let at = 0;
  return () => {
    at += 1;
    return PAYLOADS[at % PAYLOADS.length] ?? '';
  };
}
