/**
 * Joins single pieces of work into batches by what comes together, not by a timer: what arrives in one turn of the
 * event loop goes together at its end; what arrives while as many batches are under way as may be waits for one of
 * them to end. Under light load nothing waits, under heavy load the batches grow by themselves.
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

export interface BatchLimits {
  /** Inputs in a batch. */
  size: number;
  /** Batches under way at once. With 2, one is prepared while the database works on the other. */
  running: number;
}

/** `run` gets one input or more and answers as many outputs in the same order. */
export function createBatcher<Input, Output>(
  run: (inputs: Input[]) => Promise<Output[]>,
  limits: BatchLimits,
): Batcher<Input, Output> {
  const waiting: Waiting<Input, Output>[] = [];
  let running = 0;
  let scheduled = false;
  let idlers: (() => void)[] = [];

  const runBatch = async (batch: Waiting<Input, Output>[]) => {
    try {
      const outputs = await run(batch.map((item) => item.input));
      batch.forEach((item, index) => {
        item.resolve(outputs[index] as Output);
      });
    } catch (error) {
      for (const item of batch) item.reject(error);
    }
  };
  const start = () => {
    scheduled = false;
    while (waiting.length > 0 && running < limits.running) {
      running += 1;
      void runBatch(waiting.splice(0, limits.size)).then(() => {
        running -= 1;
        schedule();
      });
    }
  };
  const schedule = () => {
    if (waiting.length === 0 && running === 0) {
      for (const resolve of idlers) resolve();
      idlers = [];
    } else if (waiting.length > 0 && running < limits.running && !scheduled) {
      scheduled = true;
      setImmediate(start);
    }
  };

  return {
    add: (input) =>
      new Promise((resolve, reject) => {
        waiting.push({ input, resolve, reject });
        schedule();
      }),
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve);
        schedule();
      }),
  };
}
