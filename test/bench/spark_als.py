"""The peer of als.bench.ts: Spark MLlib's implicit ALS in local mode, on pairs from a CSV file. Prints JSON.

usage: spark_als.py FOLDER DIMENSIONS REGULARIZATION CONFIDENCE THREADS SEED

Prints the version, and the seconds and CPU seconds of one more iteration: what a fit of two takes above a fit of one,
so that starting, reading and blocking count on neither side. Spark scales the regularization by a row's pairs.
"""
import json
import math
import os
import sys
import time

from pyspark.ml.recommendation import ALS
from pyspark.sql import SparkSession

folder = sys.argv[1]
dimensions = int(sys.argv[2])
regularization, confidence = map(float, sys.argv[3:5])
threads, seed = map(int, sys.argv[5:7])

spark = (
    SparkSession.builder.master(f"local[{threads}]")
    .config("spark.driver.memory", "8g")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.local.dir", folder)
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
# spark-submit became the JVM; where there is no /proc, only the wall clock is read.
process = f"/proc/{spark.sparkContext._gateway.proc.pid}/stat"
pairs = spark.read.csv(f"{folder}/pairs.csv", schema="user int, item int").selectExpr(
    "user", "item", f"cast({confidence - 1} as float) as rating"
)
pairs = pairs.repartition(threads).cache()
pairs.count()


def cpu_seconds():
    if not os.path.exists(process):
        return math.nan
    with open(process) as stat:
        user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def fit(iterations):
    als = ALS(
        rank=dimensions, maxIter=iterations, regParam=regularization, implicitPrefs=True, alpha=1.0, seed=seed,
        numUserBlocks=threads, numItemBlocks=threads, userCol="user", itemCol="item", ratingCol="rating",
    )
    started, cpu = time.time(), cpu_seconds()
    als.fit(pairs).userFactors.count()
    return time.time() - started, cpu_seconds() - cpu


fit(1)  # compiles
once, twice = fit(1), fit(2)
seconds, cpu = (two - one for one, two in zip(once, twice))
print(json.dumps({"version": spark.version, "seconds": seconds, "cpu": None if math.isnan(cpu) else cpu}))
spark.stop()
