/// How the HTML page looks: readable on a phone and on paper, by day and by night.
///
/// Every colour of text has a contrast of at least 4.5 to 1 against its ground, as WCAG 2.2 asks
/// for (1.4.3); an error has a word and a bar beside its colour.
enum PageStyle {
  static let sheet = """
    :root {
      --ground: #ffffff; --text: #1c2126; --faint: #565f68; --line: #d5dae0; --panel: #f4f6f8;
      --link: #0b57a4; --keyword: #9a1f6f; --type: #1a5a9e; --number: #8a4b00; --string: #1d6b32;
      --comment: #5b646d; --error: #a3211b;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #14181c; --text: #e3e7eb; --faint: #a3adb7; --line: #39424b; --panel: #1e242a;
        --link: #7db8f5; --keyword: #f08fc7; --type: #86bdf7; --number: #f0b46a; --string: #86cf95;
        --comment: #9aa5b0; --error: #ff9089;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 1rem 1rem 4rem; max-width: 46rem; background: var(--ground);
      color: var(--text); font: 1.05rem/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans",
      "DejaVu Sans", sans-serif; overflow-wrap: break-word;
    }
    h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
    h1 { font-size: 2rem; margin: .2em 0 .3em; }
    h2 { font-size: 1.45rem; margin: 2.4em 0 .6em; padding-top: .6em;
      border-top: 1px solid var(--line); }
    h3 { font-size: 1.15rem; margin: 1.8em 0 .5em; }
    a { color: var(--link); }
    .summary { font-size: 1.15rem; margin-top: 0; }
    .facts, figcaption, footer { color: var(--faint); font-size: .92rem; }
    .kind { color: var(--faint); font-size: .85rem; font-weight: 600; letter-spacing: .06em;
      text-transform: uppercase; margin: 1.4em 0 .3em; }
    code, pre { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo,
      Consolas, monospace; font-size: .88em; }
    p code, li code, td code, summary code { background: var(--panel); border-radius: .25em;
      padding: .1em .3em; }
    pre { margin: .8em 0; padding: .8em 1em; overflow-x: auto; line-height: 1.45;
      border-radius: .4em; }
    pre.code, pre.text { background: var(--panel); border: 1px solid var(--line); }
    pre.output, pre.error { white-space: pre-wrap; }
    pre.output { border-left: 3px solid var(--line); padding: .2em 1em; border-radius: 0; }
    pre.error { border-left: 3px solid var(--error); color: var(--error); padding: .2em 1em;
      border-radius: 0; }
    pre.error::before { content: "stopped"; display: block; font-weight: 600; }
    .keyword { color: var(--keyword); } .type { color: var(--type); }
    .number { color: var(--number); } .string { color: var(--string); }
    .comment { color: var(--comment); font-style: italic; }
    figure { margin: 1.2em 0; }
    img { max-width: 100%; height: auto; display: block; border: 1px solid var(--line);
      background: #ffffff; }
    figcaption { margin-top: .4em; }
    details { margin: .8em 0; border: 1px solid var(--line); border-radius: .4em;
      padding: .4em .9em; }
    summary { cursor: pointer; font-weight: 600; }
    nav details { background: var(--panel); }
    .answers { list-style: lower-alpha; }
    blockquote { margin: 1em 0; padding-left: 1em; border-left: 3px solid var(--line);
      color: var(--faint); }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .95rem; }
    th, td { border-bottom: 1px solid var(--line); padding: .35em .8em .35em 0; text-align: left;
      vertical-align: top; }
    footer { margin-top: 4em; border-top: 1px solid var(--line); }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
    @media print { nav { display: none; } details { border: 0; } body { max-width: none; } }
    """
}
