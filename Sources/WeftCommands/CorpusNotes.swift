import WeftCorpora

/// What a person is told of a corpus that was read: each kind once, with examples.
enum CorpusNotes {
    /// Groups of similar labels, or lines, that are shown of one kind.
    private static let examples = 3

    /// What a corpus is called.
    static func name(of path: String) -> String { path == "-" ? "standard input" : path.singleLine }

    /// What was odd about the texts.
    static func ofTexts(_ statistics: CorpusStatistics) -> [String] {
        var notes: [String] = []
        if statistics.repairs > 0 {
            notes.append(
                "\(statistics.repairs) broken UTF-8 sequences in \(statistics.repairedDocuments) documents became U+FFFD"
            )
        }
        if statistics.emptyTexts > 0 { notes.append("\(statistics.emptyTexts) documents have no text") }
        return notes
    }

    /// What was odd about the labels.
    static func ofLabels(
        _ statistics: CorpusStatistics, _ documents: [Document], options: CorpusOptions
    ) -> [String] {
        var notes: [String] = []
        if let first = statistics.firstTrimmedLabel {
            notes.append(
                "\(statistics.trimmedLabels) labels have spaces or invisible characters at their ends, which are left off; "
                    + "the first is \(first.label.revealed) at \(first.location)")
        }
        if statistics.droppedLabels > 0 {
            notes.append(
                "\(statistics.droppedLabels) further labels of documents are left out; the first of each counts")
        }
        let similar = SimilarLabels.all(in: Set(documents.compactMap(\.label)))
        notes += SimilarLabels.Difference.allCases.compactMap { difference in
            note(of: similar.filter { $0.difference == difference }, difference)
        }
        return notes + header(CorpusReader.headers(in: documents, options: options))
    }

    private static func note(of groups: [SimilarLabels], _ difference: SimilarLabels.Difference) -> String? {
        guard !groups.isEmpty else { return nil }
        let shown = groups.prefix(examples).map { group in
            group.labels.prefix(examples).map(\.revealed).joined(separator: " and ")
        }
        let what = difference == .invisible ? "nothing that can be seen" : "upper and lower case alone"
        let more = groups.count > examples ? ", …" : ""
        return "labels that differ in \(what) are classes of their own: \(shown.joined(separator: "; "))\(more)"
    }

    private static func header(_ documents: [Document]) -> [String] {
        guard let first = documents.first, let label = first.label else { return [] }
        let more = documents.count > 1 ? " (one of \(documents.count) lines)" : ""
        let text = String(first.text.prefix(20))
        return [
            "line \(first.location.line) looks like a header\(more), and is read as a document of the class "
                + "\(label.revealed): \(text.revealed)"
        ]
    }
}
