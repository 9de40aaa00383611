import os

import redis
from flask import Flask

app = Flask(__name__)
store = redis.Redis(host=os.environ.get("REDIS_HOST", "redis"), decode_responses=True)

# Change these words while the app runs.
GREETING = "This page counts visits"


@app.get("/")
def visit():
    return f"{GREETING}. You are number {store.incr('visits')}.\n"


@app.get("/about")
def about():
    return f"{GREETING}. This address counts nothing.\n"
