#!/usr/bin/env python3
"""Makes baseline.json, the golden values of TF-IDF, logistic regression and evaluation, from scikit-learn and scipy.

    python make_golden_baseline.py [FOLDER]     # by default the folder of this script

Needs scikit-learn, scipy and numpy. Layout:

tfidf       name, characters (tokens are the characters of each text, spaces included), minimumLength, maximumLength,
            minimumDocumentFrequency, isSublinear, documents and queries (lists of tokens), features (the tokens of each,
            in scikit-learn's order), rows and queryRows (lists of [document, feature, value]).
regression  name, classCount, strength, columnCount, rows ([document, feature, value]), labels, weights [lanes][features],
            biases, objective (mean loss + |w|^2 / (2 C n)), probabilities [documents][classes]. The solver ran to a
            gradient of 1e-10.
evaluation  classCount, truth, predictions, accuracy, macroF1, precision, recall, f1 (one a class).
mcnemar     [only first right, only second right, p] from scipy's two-sided binomtest.
"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy.sparse
import sklearn
from scipy.special import logsumexp
from scipy.stats import binomtest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

TEXTS = [
    "the weft runs through the warp",
    "the warp holds , the weft runs and runs and runs",
    "ein Faden läuft hin und her , hin und her",
    "нить идёт через основу , нить идёт назад",
    "织 布 机 在 窗 边 , 织 布 的 人 在 唱 歌",
    "ผ้า ผืน นี้ ทอ ด้วย มือ",
    "the loom 🧵 and the 织 布 机 are one : the loom",
    "",
    "naïve café naïve",
    "runs",
]
QUERIES = ["the weft of the loom runs", "unseen words only", "", "织 布 the 🧵 the", "hin und her hin"]


def entries(matrix):
    matrix = matrix.tocoo()
    order = np.lexsort((matrix.col, matrix.row))
    return [[int(matrix.row[i]), int(matrix.col[i]), float(matrix.data[i])] for i in order]


def tfidf(name, characters=False, lengths=(1, 2), minimum=1, sublinear=True):
    def split(text):
        return list(text) if characters else text.split()

    vectorizer = TfidfVectorizer(
        analyzer="char" if characters else "word", tokenizer=None if characters else split, token_pattern=None,
        lowercase=False, ngram_range=lengths, min_df=minimum, sublinear_tf=sublinear)
    rows = vectorizer.fit_transform(TEXTS)
    names = vectorizer.get_feature_names_out()
    return dict(
        name=name, characters=characters, minimumLength=lengths[0], maximumLength=lengths[1],
        minimumDocumentFrequency=minimum, isSublinear=sublinear, documents=[split(text) for text in TEXTS],
        queries=[split(text) for text in QUERIES], features=[split(str(name)) for name in names],
        rows=entries(rows), queryRows=entries(vectorizer.transform(QUERIES)))


def regression(name, documents, features, classes, strength, density, seed):
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, documents)
    labels[:classes] = np.arange(classes)
    dense = np.round(random.random((documents, features)) * (random.random((documents, features)) < density), 3)
    # Each class has a feature that its documents tend to have.
    for document in range(documents):
        dense[document, labels[document] % features] += round(float(random.random()), 3)
    dense = np.float32(dense).astype(float)
    dense[:, features - 1] = 0
    rows = scipy.sparse.csr_matrix(dense)
    model = LogisticRegression(C=strength, tol=1e-10, max_iter=100_000).fit(rows, labels)
    scores = dense @ model.coef_.T + model.intercept_
    if classes == 2:
        loss = np.logaddexp(0, scores[:, 0]) - labels * scores[:, 0]
    else:
        loss = logsumexp(scores, axis=1) - scores[np.arange(documents), labels]
    objective = loss.mean() + (model.coef_**2).sum() / (2 * strength * documents)
    return dict(
        name=name, classCount=classes, strength=strength, columnCount=features, rows=entries(rows),
        labels=labels.tolist(), weights=model.coef_.tolist(), biases=model.intercept_.tolist(),
        objective=float(objective), probabilities=model.predict_proba(rows).tolist())


def evaluation(classes, documents, used, seed):
    random = np.random.default_rng(seed)
    truth = random.integers(0, used, documents)
    predictions = np.where(random.random(documents) < 0.6, truth, random.integers(0, used + 1, documents))
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth, predictions, labels=range(classes), zero_division=0)
    return dict(
        classCount=classes, truth=truth.tolist(), predictions=predictions.tolist(),
        accuracy=accuracy_score(truth, predictions), macroF1=f1_score(truth, predictions, average="macro"),
        precision=precision.tolist(), recall=recall.tolist(), f1=f1.tolist())


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    pairs = [(0, 0), (1, 0), (0, 5), (3, 3), (5, 12), (10, 25), (17, 16), (40, 72), (211, 180), (999, 1100),
             (5000, 5200), (49_800, 50_200), (400_000, 403_000), (0, 1060), (2, 700)]
    result = dict(
        scikitLearn=sklearn.__version__,
        tfidf=[
            tfidf("words"), tfidf("words_not_sublinear", sublinear=False), tfidf("words_trigrams", lengths=(2, 3)),
            tfidf("words_minimum_2", minimum=2), tfidf("characters", characters=True)],
        regression=[
            regression("two_classes", 60, 80, 2, 1.0, 0.05, 1),
            regression("three_classes_wide", 40, 150, 3, 10.0, 0.03, 2),
            regression("six_classes_tall", 200, 12, 6, 1.0, 0.3, 3),
            regression("eleven_classes", 90, 120, 11, 30.0, 0.04, 4),
            regression("two_classes_tall", 150, 6, 2, 100.0, 0.4, 5)],
        evaluation=[evaluation(4, 200, 3, 1), evaluation(7, 50, 4, 2), evaluation(2, 30, 1, 3)],
        mcnemar=[
            [first, second, binomtest(first, first + second).pvalue if first + second else 1.0]
            for first, second in pairs])
    (folder / "baseline.json").write_text(json.dumps(result, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
