import WeftText

extension Tokenizer.Options: Listed {
    package mutating func list(_ list: inout OptionList) {
        list.add("level", &level)
        list.add("form", &form)
        list.add(opposite: "keep-case", &foldCase)
        list.add("strip-accents", &stripAccents)
        list.add("fold-numbers", &foldNumbers)
        list.add("remove-controls", &removeControls)
        list.add(opposite: "drop-punctuation", &keepPunctuation)
        list.add("keep-spaces", &keepSpaces)
        list.add("locale", &locale)
    }
}

extension Normalizer.Form: NamedOption {}
