/**
 * Joins single pieces of work into batches by what is under way, not by a timer: the first goes at once;
 * whatever arrives while it runs waits and goes together in the next. Under light load nothing waits, under
 * heavy load the batches grow by themselves.
 */
export interface Batcher<Input, Output> {
  /** Resolves with the output at the input's place in its batch, or rejects as its batch did. */
  add(input: Input): Promise<Output>;
  /** Resolves when nothing is waiting or under way. */
  idle(): Promise<void>;
}

interface Waiting<Input, Output> {
  input: Input;
  resolve(output: Output): void;
  reject(error: unknown): void;
}

/** `run` gets 1 to `maxBatch` inputs and answers as many outputs in the same order. */
export function createBatcher<Input, Output>(
  run: (inputs: Input[]) => Promise<Output[]>,
  maxBatch: number,
): Batcher<Input, Output> {
  let waiting: Waiting<Input, Output>[] = [];
  let running: Promise<void> | undefined;

  const drain = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      try {
        const outputs = await run(batch.map((item) => item.input));
        batch.forEach((item, index) => {
          item.resolve(outputs[index] as Output);
        });
      } catch (error) {
        for (const item of batch) item.reject(error);
      }
    }
    running = undefined;
  };

  return {
    add: (input) =>
      new Promise((resolve, reject) => {
        waiting.push({ input, resolve, reject });
        running ??= drain();
      }),
    idle: async () => {
      while (running) await running;
    },
  };
}
