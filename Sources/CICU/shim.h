// ICU's C functions carry the version in their names by macros, which Swift cannot see: one inline shim each.
#pragma once
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucptrie.h>
#include <unicode/udata.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/uvernum.h>
#include <unicode/uversion.h>

static inline void weft_icu_version(uint8_t version[4]) { u_getVersion(version); }
static inline void weft_icu_unicode_version(uint8_t version[4]) { u_getUnicodeVersion(version); }
static inline const char *weft_icu_error_name(UErrorCode code) { return u_errorName(code); }

// Break iteration.
static inline UBreakIterator *weft_icu_break_open(UBreakIteratorType type, const char *locale, UErrorCode *status) {
    return ubrk_open(type, locale, NULL, 0, status);
}
static inline void weft_icu_break_close(UBreakIterator *iterator) { ubrk_close(iterator); }
static inline void weft_icu_break_set_text(UBreakIterator *iterator, const UChar *text, int32_t length,
                                           UErrorCode *status) {
    ubrk_setText(iterator, text, length, status);
}
static inline int32_t weft_icu_break_next(UBreakIterator *iterator) { return ubrk_next(iterator); }
static inline int32_t weft_icu_break_rules(UBreakIterator *iterator, uint8_t *rules, int32_t capacity,
                                           UErrorCode *status) {
    return ubrk_getBinaryRules(iterator, rules, capacity, status);
}

// Code point tries inside the break rules.
static inline UCPTrie *weft_icu_trie_open(const void *data, int32_t length, UErrorCode *status) {
    return ucptrie_openFromBinary(UCPTRIE_TYPE_ANY, UCPTRIE_VALUE_BITS_ANY, data, length, NULL, status);
}
static inline void weft_icu_trie_close(UCPTrie *trie) { ucptrie_close(trie); }
static inline uint32_t weft_icu_trie_get(const UCPTrie *trie, UChar32 c) { return ucptrie_get(trie, c); }

// Dictionaries of the break engines; they stay open for the life of the process, as ICU's own do.
static inline UDataMemory *weft_icu_dictionary_open(const char *name, UErrorCode *status) {
    return udata_open(U_ICUDATA_NAME "-brkitr", "dict", name, status);
}
static inline const void *weft_icu_dictionary_bytes(UDataMemory *data) { return udata_getMemory(data); }

// Normalisation.
static inline const UNormalizer2 *weft_icu_nfc(UErrorCode *status) { return unorm2_getNFCInstance(status); }
static inline const UNormalizer2 *weft_icu_nfd(UErrorCode *status) { return unorm2_getNFDInstance(status); }
static inline const UNormalizer2 *weft_icu_nfkc(UErrorCode *status) { return unorm2_getNFKCInstance(status); }
static inline const UNormalizer2 *weft_icu_nfkd(UErrorCode *status) { return unorm2_getNFKDInstance(status); }
static inline int32_t weft_icu_normalize(const UNormalizer2 *form, const UChar *source, int32_t length, UChar *target,
                                         int32_t capacity, UErrorCode *status) {
    return unorm2_normalize(form, source, length, target, capacity, status);
}
static inline UBool weft_icu_boundary_before(const UNormalizer2 *form, UChar32 c) {
    return unorm2_hasBoundaryBefore(form, c);
}
static inline int32_t weft_icu_fold(UChar *target, int32_t capacity, const UChar *source, int32_t length,
                                    uint32_t options, UErrorCode *status) {
    return u_strFoldCase(target, capacity, source, length, options, status);
}

// Properties of code points.
static inline int8_t weft_icu_category(UChar32 c) { return u_charType(c); }
static inline uint8_t weft_icu_combining_class(UChar32 c) { return u_getCombiningClass(c); }
static inline int32_t weft_icu_property(UChar32 c, UProperty property) { return u_getIntPropertyValue(c, property); }
static inline UBool weft_icu_has(UChar32 c, UProperty property) { return u_hasBinaryProperty(c, property); }
static inline UBool weft_icu_is_space(UChar32 c) { return u_isUWhiteSpace(c); }
