"""Trains a support vector machine on the iris data and writes it to /model."""

import json
from pathlib import Path

import joblib
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

MODEL = Path("/model")

iris = load_iris()
# The same split each time, so that everybody gets the same number.
train_x, test_x, train_y, test_y = train_test_split(
    iris.data, iris.target, test_size=0.3, random_state=7, stratify=iris.target
)

model = make_pipeline(StandardScaler(), SVC(kernel="rbf"))
model.fit(train_x, train_y)
accuracy = model.score(test_x, test_y)

MODEL.mkdir(exist_ok=True)
joblib.dump(model, MODEL / "iris.joblib")
(MODEL / "report.json").write_text(
    json.dumps({"flowers": len(train_x), "tested": len(test_x), "accuracy": round(accuracy, 3)})
)
print(f"Trained on {len(train_x)} flowers; {accuracy:.1%} of {len(test_x)} others were named right.")
