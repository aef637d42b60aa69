#include "weft_icu.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucptrie.h>
#include <unicode/udata.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/uvernum.h>
#include <unicode/uversion.h>

_Static_assert((int)weft_icu_buffer_overflow == (int)U_BUFFER_OVERFLOW_ERROR, "status of a short buffer");
_Static_assert((int)weft_icu_characters == (int)UBRK_CHARACTER && (int)weft_icu_words == (int)UBRK_WORD &&
                   (int)weft_icu_sentences == (int)UBRK_SENTENCE,
               "units of breaks");
_Static_assert(sizeof(UErrorCode) == sizeof(int32_t) && sizeof(UChar) == sizeof(uint16_t), "sizes of ICU's types");

#define STATUS(status) ((UErrorCode *)(status))
#define FORM(form) ((const UNormalizer2 *)(form))

void weft_icu_version(uint8_t version[4]) { u_getVersion(version); }
void weft_icu_unicode_version(uint8_t version[4]) { u_getUnicodeVersion(version); }
const char *weft_icu_error_name(int32_t status) { return u_errorName((UErrorCode)status); }

weft_icu_breaks *weft_icu_break_open(int32_t unit, const char *locale, int32_t *status) {
    return (weft_icu_breaks *)ubrk_open((UBreakIteratorType)unit, locale, NULL, 0, STATUS(status));
}
void weft_icu_break_close(weft_icu_breaks *breaks) { ubrk_close((UBreakIterator *)breaks); }
void weft_icu_break_set_text(weft_icu_breaks *breaks, const uint16_t *text, int32_t length, int32_t *status) {
    ubrk_setText((UBreakIterator *)breaks, (const UChar *)text, length, STATUS(status));
}
int32_t weft_icu_break_next(weft_icu_breaks *breaks) { return ubrk_next((UBreakIterator *)breaks); }
int32_t weft_icu_break_rules(weft_icu_breaks *breaks, uint8_t *rules, int32_t capacity, int32_t *status) {
    return ubrk_getBinaryRules((UBreakIterator *)breaks, rules, capacity, STATUS(status));
}

weft_icu_trie *weft_icu_trie_open(const void *data, int32_t length, int32_t *status) {
    return (weft_icu_trie *)ucptrie_openFromBinary(UCPTRIE_TYPE_ANY, UCPTRIE_VALUE_BITS_ANY, data, length, NULL,
                                                   STATUS(status));
}
void weft_icu_trie_close(weft_icu_trie *trie) { ucptrie_close((UCPTrie *)trie); }
uint32_t weft_icu_trie_get(const weft_icu_trie *trie, uint32_t c) {
    return ucptrie_get((const UCPTrie *)trie, (UChar32)c);
}

const void *weft_icu_dictionary(const char *name) {
    UErrorCode status = U_ZERO_ERROR;
    UDataMemory *data = udata_open(U_ICUDATA_NAME "-brkitr", "dict", name, &status);
    return U_SUCCESS(status) ? udata_getMemory(data) : NULL;
}

const weft_icu_form *weft_icu_nfc(int32_t *status) {
    return (const weft_icu_form *)unorm2_getNFCInstance(STATUS(status));
}
const weft_icu_form *weft_icu_nfd(int32_t *status) {
    return (const weft_icu_form *)unorm2_getNFDInstance(STATUS(status));
}
const weft_icu_form *weft_icu_nfkc(int32_t *status) {
    return (const weft_icu_form *)unorm2_getNFKCInstance(STATUS(status));
}
const weft_icu_form *weft_icu_nfkd(int32_t *status) {
    return (const weft_icu_form *)unorm2_getNFKDInstance(STATUS(status));
}
int32_t weft_icu_normalize(const weft_icu_form *form, const uint16_t *source, int32_t length, uint16_t *target,
                           int32_t capacity, int32_t *status) {
    return unorm2_normalize(FORM(form), (const UChar *)source, length, (UChar *)target, capacity, STATUS(status));
}
int32_t weft_icu_boundary_before(const weft_icu_form *form, uint32_t c) {
    return unorm2_hasBoundaryBefore(FORM(form), (UChar32)c);
}
int32_t weft_icu_decompose(const weft_icu_form *form, uint32_t c, uint32_t target[weft_icu_longest_decomposition]) {
    UChar units[2 * weft_icu_longest_decomposition];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = unorm2_getDecomposition(FORM(form), (UChar32)c, units, weft_icu_longest_decomposition, &status);
    if (length < 0 || U_FAILURE(status)) {
        target[0] = c;
        return 1;
    }
    int32_t count = 0;
    for (int32_t index = 0; index < length; count++) U16_NEXT(units, index, length, target[count]);
    return count;
}
int32_t weft_icu_compose(const weft_icu_form *form, uint32_t first, uint32_t second) {
    return unorm2_composePair(FORM(form), (UChar32)first, (UChar32)second);
}
int32_t weft_icu_fold(uint16_t *target, int32_t capacity, const uint16_t *source, int32_t length, int32_t is_turkic,
                      int32_t *status) {
    uint32_t options = is_turkic ? U_FOLD_CASE_EXCLUDE_SPECIAL_I : U_FOLD_CASE_DEFAULT;
    return u_strFoldCase((UChar *)target, capacity, (const UChar *)source, length, options, STATUS(status));
}

uint8_t weft_icu_combining_class(uint32_t c) { return u_getCombiningClass((UChar32)c); }
int32_t weft_icu_is_space(uint32_t c) { return u_isUWhiteSpace((UChar32)c); }
int32_t weft_icu_is_control(uint32_t c) { return u_charType((UChar32)c) == U_CONTROL_CHAR; }
int32_t weft_icu_is_format(uint32_t c) { return u_charType((UChar32)c) == U_FORMAT_CHAR; }
int32_t weft_icu_is_default_ignorable(uint32_t c) {
    return u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}
int32_t weft_icu_is_decimal_digit(uint32_t c) { return u_charType((UChar32)c) == U_DECIMAL_DIGIT_NUMBER; }
int32_t weft_icu_is_nonspacing_mark(uint32_t c) { return u_charType((UChar32)c) == U_NON_SPACING_MARK; }
int32_t weft_icu_is_inherited(uint32_t c) {
    return u_getIntPropertyValue((UChar32)c, UCHAR_SCRIPT) == USCRIPT_INHERITED;
}
int32_t weft_icu_is_chinese_or_japanese(uint32_t c) {
    int32_t script = u_getIntPropertyValue((UChar32)c, UCHAR_SCRIPT);
    return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
}
int32_t weft_icu_is_punctuation_or_sign(uint32_t c) {
    uint32_t mask = U_GC_P_MASK | U_GC_SM_MASK | U_GC_SC_MASK | U_GC_SK_MASK;
    return (U_MASK(u_charType((UChar32)c)) & mask) && !u_hasBinaryProperty((UChar32)c, UCHAR_EMOJI_MODIFIER);
}
int32_t weft_icu_passes_quick_check(uint32_t c, int32_t is_compatibility) {
    UProperty property = is_compatibility ? UCHAR_NFKC_QUICK_CHECK : UCHAR_NFC_QUICK_CHECK;
    return u_getIntPropertyValue((UChar32)c, property) == UNORM_YES;
}
int32_t weft_icu_may_compose_back(uint32_t c) {
    return u_getIntPropertyValue((UChar32)c, UCHAR_NFC_QUICK_CHECK) == UNORM_MAYBE;
}

#define PART(function, name)                                                                                           \
    int32_t name(const char *locale, char *part, int32_t capacity, int32_t *status) {                                  \
        return function(locale, part, capacity, STATUS(status));                                                       \
    }
PART(uloc_getLanguage, weft_icu_locale_language)
PART(uloc_getScript, weft_icu_locale_script)
PART(uloc_getCountry, weft_icu_locale_region)
int32_t weft_icu_knows_language(const char *locale) { return *uloc_getISO3Language(locale) != 0; }
int32_t weft_icu_knows_region(const char *locale) { return *uloc_getISO3Country(locale) != 0; }
int32_t weft_icu_is_script(const char *code) {
    return u_getPropertyValueEnum(UCHAR_SCRIPT, code) != UCHAR_INVALID_CODE;
}
