"""Draws the flowers, and which species the model sees where, into /model/plot.png."""

import joblib
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_iris

iris = load_iris()
model = joblib.load("/model/iris.joblib")

# Petals on the axes; the sepals of every point in the plane are the average flower's.
length, width = np.meshgrid(np.linspace(0.5, 7.5, 300), np.linspace(0, 2.8, 300))
sepals = iris.data.mean(axis=0)[:2]
plane = np.column_stack(
    [np.full(length.size, sepals[0]), np.full(length.size, sepals[1]), length.ravel(), width.ravel()]
)
species = model.predict(plane).reshape(length.shape)

plt.figure(figsize=(7, 5))
plt.contourf(length, width, species, levels=[-0.5, 0.5, 1.5, 2.5], alpha=0.25)
for number, name in enumerate(iris.target_names):
    flowers = iris.data[iris.target == number]
    plt.scatter(flowers[:, 2], flowers[:, 3], s=18, label=name)
plt.xlabel("petal length (cm)")
plt.ylabel("petal width (cm)")
plt.legend()
plt.tight_layout()
plt.savefig("/model/plot.png", dpi=110)
print("Wrote /model/plot.png")
