extension CorpusReader {
    /// The documents that look like headers, of a table, or of tables that were joined: their label is the name of a
    /// column, and so is their text, or no other document has the label. The names of folders name no columns. Linear in
    /// the number of documents.
    public static func headers(in documents: [Document], options: CorpusOptions = CorpusOptions()) -> [Document] {
        guard documents.first?.location.file == documents.last?.location.file else { return [] }
        let names = Self.columnNames.union([options.labelColumn.lowercased(), options.textColumn.lowercased()])
        var counts: [String: Int] = [:]
        for document in documents { if let label = document.label { counts[label, default: 0] += 1 } }
        let suspects = counts.filter { names.contains($0.key.lowercased()) }
        if suspects.isEmpty { return [] }
        return documents.filter { document in
            guard let count = document.label.flatMap({ suspects[$0] }) else { return false }
            return count == 1 || names.contains(LabelText.trimmed(document.text).lowercased())
        }
    }

    private static let columnNames: Set<String> = [
        "body", "categories", "category", "class", "class_label", "comment", "content", "description", "document", "id",
        "intent", "label", "label_text", "labels", "message", "question", "review", "sentence", "sentiment", "tag",
        "target", "text", "title", "topic", "utterance", "y",
    ]
}
