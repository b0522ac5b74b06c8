/// The style sheet of the report: light and dark by the reader's setting, no fonts or files from elsewhere.
enum ReportStyle {
    static let text = """
        :root { color-scheme: light dark; --paper: #ffffff; --ink: #1a1c20; --soft: #5b616b; --line: #d9dce1;
          --grid: #dddddd; --panel: #f5f6f8; --accent: #005a8d; }
        @media (prefers-color-scheme: dark) { :root { --paper: #15171b; --ink: #e6e8eb; --soft: #a3a9b3; --line: #363a42;
          --grid: #33373e; --panel: #1d2026; --accent: #6cbcf0; } }
        * { box-sizing: border-box; }
        html { scroll-behavior: smooth; }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
        body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink);
          font: 16px/1.5 system-ui, sans-serif; }
        a { color: var(--accent); }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        .skip { position: absolute; left: -100vw; }
        .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 1; }
        h1, h2, h3, nav, dd, figcaption, td, th { overflow-wrap: anywhere; }
        h1 { font-size: 1.8rem; margin: 0 0 .25rem; } h2 { font-size: 1.4rem; margin: 2.5rem 0 .5rem;
          border-top: 1px solid var(--line); padding-top: 1.5rem; } h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
        h3 .of { color: var(--soft); font-weight: 400; font-size: .9rem; }
        .soft, figcaption, .notes { color: var(--soft); }
        .notes { margin: .4rem 0 0; font-size: .9rem; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
        dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1rem 0; }
        dl.facts div { background: var(--panel); border-radius: .5rem; padding: .6rem .8rem; }
        dl.facts dt { color: var(--soft); font-size: .85rem; } dl.facts dd { margin: 0; font-size: 1.15rem; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .93rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .3rem .75rem; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th.number, td.number { text-align: right; } tbody th { font-weight: 500; }
        .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem; }
        figure { margin: 0; } figure svg { width: 100%; height: auto; display: block; }
        figure svg .gridline { stroke: var(--grid); } figure svg image { image-rendering: pixelated; }
        figcaption { font-size: .9rem; margin-top: .4rem; }
        details { margin: .5rem 0; } summary { cursor: pointer; }
        pre { background: var(--panel); padding: .75rem; overflow: auto; max-height: 28rem; font-size: .82rem;
          border-radius: .5rem; }
        .warning { border-left: 4px solid #d55e00; padding: .25rem .75rem; background: var(--panel); }
        @media (max-width: 48rem) { body { padding: 1rem .75rem 3rem; } table { font-size: .8rem; }
          th, td { white-space: normal; padding: .25rem .4rem; } pre { white-space: pre-wrap; overflow-wrap: anywhere; } }
        @media (max-width: 40rem) { thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          table, tbody, tr, tbody th { display: block; } tr { padding: .35rem 0; border-bottom: 1px solid var(--line); }
          tbody th, td, td.number { border: 0; text-align: left; padding: .1rem 0; } tbody th { font-weight: 600; }
          td { display: flex; justify-content: space-between; gap: 1rem; } td span { text-align: right; }
          td[data-label]::before { content: attr(data-label); color: var(--soft); } }
        @media print { @page { margin: 1.5cm; } nav, .skip { display: none; } body { max-width: none; padding: 0; font-size: 9pt; }
          :root { --paper: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --grid: #dddddd; --panel: #f5f6f8; }
          .scroll, pre { overflow: visible; max-height: none; } pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 6.5pt; columns: 2; }
          table { font-size: 7.5pt; width: 100%; } th, td { white-space: normal; padding: .15rem .35rem; }
          details::details-content { content-visibility: visible; height: auto; display: block; }
          .figures { display: block; columns: 2; } figure { break-inside: avoid; margin-bottom: 1rem; }
          tr, dl.facts { break-inside: avoid; } h2, h3, summary { break-after: avoid; } }
        """
}
