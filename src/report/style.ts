/** The look of the page: one column of text, tables that scroll inside, light and dark. */

/** Verdicts in hues that the colour-blind tell apart (blue, amber, vermilion); each is also a word. */
export const style = `
:root { color-scheme: light dark;
  --paper: #fdfdfb; --ink: #1c1d1f; --soft: #5c6066; --line: #dcdcd6; --raised: #f3f3ee; --link: #1d4f91;
  --reproduced: #14559c; --reproduced-tint: #e4eefa; --close: #7a5600; --close-tint: #fbf0d2; --differs: #a5330c; --differs-tint: #fbe6de; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #17181a; --ink: #e7e7e3; --soft: #a3a7ad; --line: #35373b; --raised: #212326; --link: #8fbcf5;
  --reproduced: #8fc1fa; --reproduced-tint: #16283d; --close: #e9c46a; --close-tint: #332a12; --differs: #ff9e7d; --differs-tint: #3a1e15; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 3.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
main, header, footer { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.3rem; margin: 3rem 0 .25rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p, li { max-width: 46rem; }
a { color: var(--link); }
code { font-size: .9em; }
.soft, figcaption, .caption { color: var(--soft); font-size: .9rem; }
.notice { border-left: .25rem solid var(--close); background: var(--close-tint); padding: .6rem .8rem; margin: 1rem 0; max-width: none; }
nav { position: sticky; top: 0; z-index: 3; background: var(--paper); border-bottom: 1px solid var(--line); margin-top: 1rem; }
nav > div { max-width: 76rem; margin: 0 auto; padding: .5rem 1rem; display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .9rem; }
nav fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0 .8rem; }
nav legend { float: left; margin-right: .6rem; color: var(--soft); }
nav fieldset:not(:first-child) { margin-left: auto; }
nav label { white-space: nowrap; }
.scroll { overflow-x: auto; margin: .5rem 0; border: 1px solid var(--line); border-radius: .4rem; }
.scroll:focus-visible { outline: 2px solid var(--link); }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-variant-numeric: tabular-nums; font-size: .85rem; line-height: 1.3; }
th, td { padding: .35rem .45rem; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { background: var(--raised); font-weight: 600; }
thead th[colspan] { text-align: center; }
th.first { border-left: 1px solid var(--line); }
tr > th:first-child { text-align: left; position: sticky; left: 0; z-index: 1; background: var(--paper); font-weight: 400; white-space: normal; min-width: 7.5rem; max-width: 15rem; }
thead tr > th:first-child[rowspan], thead tr:only-child > th:first-child { background: var(--raised); vertical-align: bottom; }
thead tr + tr > th:first-child { position: static; text-align: right; background: var(--raised); min-width: 0; }
thead tr + tr > th { font-weight: 400; }
tr.section > th { background: var(--raised); font-weight: 600; max-width: none; }
tr.section span { position: sticky; left: .45rem; }
tr.added > th { color: var(--soft); font-style: italic; }
td.reproduced { background: var(--reproduced-tint); } td.close { background: var(--close-tint); } td.differs { background: var(--differs-tint); }
td small { display: block; color: var(--soft); font-size: .75rem; }
th.text, td.text { text-align: left; white-space: normal; min-width: 16rem; }
td.gap { color: var(--soft); font-style: italic; white-space: normal; }
td button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-decoration: underline dotted var(--line); text-underline-offset: .2em; }
td button:hover, td button:focus-visible { text-decoration: underline; color: var(--link); }
.published { display: block; font-size: .75rem; color: var(--soft); }
em { font-style: normal; font-weight: 600; } .reproduced em, em.reproduced { color: var(--reproduced); } .close em, em.close { color: var(--close); } .differs em, em.differs { color: var(--differs); }
.bars { display: grid; grid-template-columns: max-content 1fr; gap: .35rem .8rem; align-items: center; margin: .5rem 0 0; }
.bar { display: flex; height: 1.5rem; border-radius: .25rem; overflow: hidden; font-size: .75rem; background: var(--raised); }
.bar span { display: flex; align-items: center; justify-content: center; min-width: 1.4rem; overflow: hidden; white-space: nowrap; }
.bar .reproduced { background: var(--reproduced); color: var(--paper); } .bar .close { background: var(--close); color: var(--paper); } .bar .differs { background: var(--differs); color: var(--paper); }
[popover] { border: 1px solid var(--line); border-radius: .5rem; background: var(--paper); color: var(--ink); padding: 1rem 1.2rem; max-width: min(40rem, 94vw); max-height: 90vh; overflow: auto; font-size: .9rem; box-shadow: 0 .5rem 2rem #0004; }
[popover]::backdrop { background: #0003; }
[popover] p { margin: 0 0 .5rem; } [popover] ul { margin: 0; padding-left: 1.1rem; } [popover] li { overflow-wrap: anywhere; }
figure { margin: 1rem 0; } figure svg { max-width: 100%; height: auto; }
footer { margin-top: 4rem; padding-bottom: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
@media (max-width: 40rem) { h1 { font-size: 1.4rem; } .bars { grid-template-columns: 1fr; gap: .1rem; } .bars > .bar { margin-bottom: .5rem; } nav { position: static; } tr > th:first-child { max-width: 9rem; } }
@media print { nav { display: none; } .scroll { overflow: visible; } }
`;
