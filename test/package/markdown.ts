import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { compile, type Problem } from '../compile';
import { ROOT } from './consumer';

/** A fenced block. */
export interface Snippet {
  /** What stands behind the fence: `ts`, `sh`, `html` or nothing. */
  language: string;
  code: string;
  /** The heading that it stands under. */
  heading: string;
}

/** The parts of a Markdown file that have to agree with something. */
export interface Markdown {
  text: string;
  headings: { level: number; title: string }[];
  /** What a link to a heading ends in, with its `#`. */
  anchors: string[];
  snippets: Snippet[];
  /** The rows of each table, the head among them, as cells. */
  tables: string[][][];
  /** What the links and images point to. */
  links: string[];
}

/** Reads a Markdown file of the repository. */
export function readMarkdown(file: string): Markdown {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const headings: Markdown['headings'] = [];
  const snippets: Snippet[] = [];
  const tables: string[][][] = [];
  const prose: string[] = [];
  let snippet: Snippet | undefined;
  let table: string[][] | undefined;

  for (const line of text.split('\n')) {
    const fence = /^```(.*)$/.exec(line);
    if (snippet) {
      if (fence) snippet = undefined;
      else snippet.code += line + '\n';
      continue;
    }
    prose.push(line);
    const heading = /^(#+) (.*)$/.exec(line);
    if (fence) {
      snippet = { language: fence[1]!, code: '', heading: headings.length ? headings[headings.length - 1]!.title : '' };
      snippets.push(snippet);
    } else if (heading) headings.push({ level: heading[1]!.length, title: heading[2]! });
    if (!line.startsWith('|')) table = undefined;
    else {
      if (!table) tables.push((table = []));
      if (!/^[|\s:-]+$/.test(line))
        table.push(
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        );
    }
  }
  const links = [...prose.join('\n').matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]!);
  return { text, headings, anchors: headings.map(({ title }) => anchorOf(title)), snippets, tables, links };
}

/** As GitHub makes it of a heading. */
function anchorOf(title: string): string {
  const words = title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '');
  return '#' + words.replace(/ /g, '-');
}

/**
 * Where two snippets differ in more than their words: comments may differ, and so may texts that are Chinese in the second one.
 *
 * @returns the differences, as `one | other`
 */
export function differences(english: Snippet, chinese: Snippet): string[] {
  if (english.language !== chinese.language) return [`${english.language} | ${chinese.language}`];
  const split = /^(ts|js)$/.test(english.language) ? tokens : english.language === 'sql' ? withoutComments : lines;
  const [ours, theirs] = [split(english.code), split(chinese.code)];
  const result: string[] = [];
  for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
    const [one = '', other = ''] = [ours[index], theirs[index]];
    const translated = /^['"`}]/.test(one) && (/[\u3000-\uffee]/.test(other) || other === "'zh-CN'");
    if (one !== other && !translated) result.push(`${one} | ${other}`);
  }
  return result;
}

const lines = (code: string): string[] => code.split('\n');
const withoutComments = (code: string): string[] => lines(code.replace(/ *--.*/g, ''));

function tokens(code: string): string[] {
  const source = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.Latest, true);
  const leaves: string[] = [];
  const visit = (node: ts.Node): void => {
    const children = node.getChildren().filter((child) => child.kind < ts.SyntaxKind.FirstJSDocNode);
    if (children.length) children.forEach(visit);
    else if (node.getText()) leaves.push(node.getText());
  };
  visit(source);
  return leaves;
}

/** Compiles files as a reader with strict settings does; answers what is wrong. */
export function compileSnippets(files: string[]): Problem[] {
  const settings = {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: ['jest', 'node'],
  };
  return compile(files, settings).problems;
}
