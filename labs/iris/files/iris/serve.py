"""Serves the model: GET /predict?flower=5.1,3.5,1.4,0.2 and GET /plot.png, on port 8000."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import joblib
from sklearn.datasets import load_iris

model = joblib.load("/model/iris.joblib")
names = load_iris().target_names


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == "/plot.png" and Path("/model/plot.png").exists():
            return self.answer(200, "image/png", Path("/model/plot.png").read_bytes())
        if url.path != "/predict":
            return self.answer(200, "text/html", b"<h1>Irises</h1><img src='/plot.png' alt='plot'>")
        try:
            flower = [float(value) for value in parse_qs(url.query)["flower"][0].split(",")]
            if len(flower) != 4:
                raise ValueError
        except (KeyError, ValueError):
            return self.answer(400, "application/json", b'{"error": "flower needs four numbers"}\n')
        species = names[model.predict([flower])[0]]
        self.answer(200, "application/json", json.dumps({"species": species}).encode() + b"\n")


ThreadingHTTPServer(("", 8000), Handler).serve_forever()
