import { beijingDay } from './beijing-time';

/** Counts calls by name and calendar day. */
export interface DailyQuota {
  /** Counts one more; false once `limit` were counted on the same day. */
  take(name: string, limit: number): boolean;
}

/** Starts counting. The day ends at midnight in Beijing, which is a guess. */
export function createDailyQuota(now: () => number): DailyQuota {
  let day = '';
  const counts = new Map<string, number>();
  return {
    take(name, limit) {
      const today = beijingDay(now());
      if (today !== day) counts.clear();
      day = today;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return count <= limit;
    },
  };
}
