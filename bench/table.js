/**
 * Prints a table: the first column to the left, the others to the right.
 *
 * @param {string} title
 * @param {string[]} head
 * @param {(string | number)[][]} rows
 */
export function printTable(title, head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((row) => row[column].length)));
  console.log(`\n${title}\n`);
  for (const [first, ...rest] of lines) {
    console.log([first.padEnd(widths[0]), ...rest.map((cell, index) => cell.padStart(widths[index + 1]))].join('  '));
  }
}
