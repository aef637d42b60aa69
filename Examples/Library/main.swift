import Weft

let documents = try CorpusReader.read("topics.tsv").documents
let classifier = try TextClassifier.train(documents, threads: 2)

let text = "The keeper saved a penalty in the last minute."
let explanation = try classifier.explain(text)
print(explanation.classification.label, explanation.classification.probability)
for token in explanation.tokens { print(token.text, token.range, token.weight) }

try classifier.save(to: "topics.weft")
let same = try TextClassifier(contentsOf: "topics.weft")
print(try same.classify([text, "Bake it until it sounds hollow."]).map(\.label))
