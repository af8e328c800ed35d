/** What is wrong with one field, as the general rules document it. */
export interface RefusalDetail {
  /** JSON pointer of a body field, or the plain name of a path or query parameter. */
  field?: string;
  value?: unknown;
  issue?: string;
  location?: 'body' | 'query' | 'path' | 'authorization';
  [more: string]: unknown;
}

/**
 * A request that the simulated payment gateway turns down. Thrown by whatever finds the fault, and answered in one place with
 * the documented body `{code, message, detail?}`.
 */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: RefusalDetail | undefined;

  constructor(status: number, code: string, message: string, detail?: RefusalDetail) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

/** 400 `PARAM_ERROR`: a field is missing, too long, or holds what it may not. */
export function badField(field: string, location: 'body' | 'query' | 'path', issue: string, value?: unknown): Refusal {
  const detail: RefusalDetail = { field: location === 'body' ? `/${field}` : field, issue, location };
  if (value !== undefined) detail.value = value;
  return new Refusal(400, 'PARAM_ERROR', `参数错误：${field} ${issue}`, detail);
}
