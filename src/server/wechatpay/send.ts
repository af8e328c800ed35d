import type { Operation } from './operation';

/** Sends one operation; `input` holds its fields in snake_case. */
export type Send = (operation: Operation, input: object) => Promise<unknown>;
