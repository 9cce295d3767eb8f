"""Runs statements of SQL with Apache Spark: python export_rows.py ORDER.json

The order has tables, each as a file of JSON lines and its columns, and exports: a number, statements, the folder that
they write, and where that is kept. An export knows the rows that are known from its number on or earlier."""
import json
import shutil
import sys

from pyspark.sql import SparkSession

order = json.load(open(sys.argv[1]))
spark = (
    SparkSession.builder.master('local[2]')
    .appName('parley')
    .config('spark.ui.enabled', 'false')
    .config('spark.sql.shuffle.partitions', order['parallel'])
    .config('spark.sql.warehouse.dir', order['folder'] + '/warehouse')
    .config('spark.driver.bindAddress', '127.0.0.1')
    .config('spark.driver.host', '127.0.0.1')
    .config('spark.sql.session.timeZone', 'UTC')
    .getOrCreate()
)
spark.sparkContext.setLogLevel('ERROR')
for export in order['exports']:
    for name, table in order['tables'].items():
        spark.sql(f'drop table if exists {name}')
        frame = spark.read.schema(table['schema']).json(table['path'])
        frame = frame.where(f'known_from <= {export["number"]}').drop('known_from')
        frame.write.mode('overwrite').saveAsTable(name)
    for statement in export['statements']:
        spark.sql(statement)
    shutil.copytree(export['writes'], export['kept'], ignore=shutil.ignore_patterns('*.crc'))
spark.stop()
