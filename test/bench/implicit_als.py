"""The peer of als.bench.ts: implicit's ALS on pairs from binary files. Prints JSON; writes the factors beside them.

usage: implicit_als.py FOLDER ROWS COLUMNS DIMENSIONS ITERATIONS REGULARIZATION CONFIDENCE THREADS SEED
"""
import json
import os
import sys
import time

folder = sys.argv[1]
rows, columns, dimensions, iterations = map(int, sys.argv[2:6])
regularization, confidence = map(float, sys.argv[6:8])
threads, seed = map(int, sys.argv[8:10])
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as implicit asks for: its threads are over rows

import implicit
import numpy as np
import scipy.sparse as sparse

indptr = np.fromfile(f"{folder}/indptr.i32", np.int32)
indices = np.fromfile(f"{folder}/indices.i32", np.int32)
pairs = sparse.csr_matrix((np.full(len(indices), confidence, np.float32), indices, indptr), (rows, columns))
model = implicit.als.AlternatingLeastSquares(
    factors=dimensions, regularization=regularization, alpha=1.0, iterations=iterations, num_threads=threads, random_state=seed
)
seconds, cpu = [], []
last_cpu = [0.0]


def note(iteration, elapsed, *_):
    seconds.append(elapsed)
    now = time.process_time()
    cpu.append(now - last_cpu[0])
    last_cpu[0] = now


last_cpu[0] = time.process_time()
model.fit(pairs, show_progress=False, callback=note)
model.user_factors.astype(np.float32).tofile(f"{folder}/users.f32")
model.item_factors.astype(np.float32).tofile(f"{folder}/items.f32")
print(json.dumps({"version": implicit.__version__, "seconds": seconds, "cpu": cpu}))
