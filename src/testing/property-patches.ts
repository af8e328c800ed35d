/** Properties of the page that are replaced for a while. */
export interface PropertyPatches {
  define(owner: object, key: PropertyKey, descriptor: PropertyDescriptor): void;
  remove(owner: object, key: PropertyKey): void;
  /** Puts every own descriptor back as it was, and takes away those that were not there. */
  restore(): void;
}

/** Starts an empty set of patches. */
export function createPropertyPatches(): PropertyPatches {
  const saved: { owner: object; key: PropertyKey; descriptor: PropertyDescriptor | undefined }[] = [];

  function save(owner: object, key: PropertyKey): void {
    saved.push({ owner, key, descriptor: Object.getOwnPropertyDescriptor(owner, key) });
  }

  return {
    define(owner, key, descriptor) {
      save(owner, key);
      Object.defineProperty(owner, key, Object.assign({ configurable: true }, descriptor));
    },
    remove(owner, key) {
      save(owner, key);
      Reflect.deleteProperty(owner, key);
    },
    restore() {
      // Backwards, so that of a property replaced twice the first descriptor stays.
      for (const { owner, key, descriptor } of saved.splice(0).reverse()) {
        if (descriptor) Object.defineProperty(owner, key, descriptor);
        else Reflect.deleteProperty(owner, key);
      }
    },
  };
}
