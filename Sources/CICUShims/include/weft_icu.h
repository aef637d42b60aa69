// ICU as Weft uses it, in types of C alone.
//
// ICU's functions carry the version in their names by macros, which Swift cannot see, and its types must not be seen
// where Foundation's own ICU is: so this header names none of them. A status is ICU's UErrorCode: above 0 an error.
#pragma once
#include <stdint.h>

enum { weft_icu_buffer_overflow = 15 };

void weft_icu_version(uint8_t version[4]);
void weft_icu_unicode_version(uint8_t version[4]);
const char *weft_icu_error_name(int32_t status);

// Break iteration. Positions are UTF-16 units; a negative one is the end.
typedef struct weft_icu_breaks weft_icu_breaks;
enum { weft_icu_characters = 0, weft_icu_words = 1, weft_icu_sentences = 3 };
weft_icu_breaks *weft_icu_break_open(int32_t unit, const char *locale, int32_t *status);
void weft_icu_break_close(weft_icu_breaks *breaks);
void weft_icu_break_set_text(weft_icu_breaks *breaks, const uint16_t *text, int32_t length, int32_t *status);
int32_t weft_icu_break_next(weft_icu_breaks *breaks);
// The compiled rules: their size; written if `capacity` is enough.
int32_t weft_icu_break_rules(weft_icu_breaks *breaks, uint8_t *rules, int32_t capacity, int32_t *status);

// Code point tries inside the compiled rules; `data` stays with the caller and must outlive the trie.
typedef struct weft_icu_trie weft_icu_trie;
weft_icu_trie *weft_icu_trie_open(const void *data, int32_t length, int32_t *status);
void weft_icu_trie_close(weft_icu_trie *trie);
uint32_t weft_icu_trie_get(const weft_icu_trie *trie, uint32_t c);

// The bytes of a dictionary of the break engines, NULL if there is none; open for the life of the process.
const void *weft_icu_dictionary(const char *name);

// Normalisation forms, immutable and open for the life of the process. The transformations return the size of the
// result; if it is beyond `capacity`, the status is weft_icu_buffer_overflow.
typedef struct weft_icu_form weft_icu_form;
const weft_icu_form *weft_icu_nfc(int32_t *status);
const weft_icu_form *weft_icu_nfd(int32_t *status);
const weft_icu_form *weft_icu_nfkc(int32_t *status);
const weft_icu_form *weft_icu_nfkd(int32_t *status);
int32_t weft_icu_normalize(const weft_icu_form *form, const uint16_t *source, int32_t length, uint16_t *target,
                           int32_t capacity, int32_t *status);
int32_t weft_icu_boundary_before(const weft_icu_form *form, uint32_t c);
// The full decomposition of a code point, itself if it has none: how many code points were written.
enum { weft_icu_longest_decomposition = 32 };
int32_t weft_icu_decompose(const weft_icu_form *form, uint32_t c, uint32_t target[weft_icu_longest_decomposition]);
int32_t weft_icu_compose(const weft_icu_form *form, uint32_t first, uint32_t second);  // negative: they stay two
int32_t weft_icu_fold(uint16_t *target, int32_t capacity, const uint16_t *source, int32_t length, int32_t is_turkic,
                      int32_t *status);

// Properties of code points; 0 is no.
uint8_t weft_icu_combining_class(uint32_t c);
int32_t weft_icu_is_space(uint32_t c);
int32_t weft_icu_is_control(uint32_t c);
int32_t weft_icu_is_format(uint32_t c);
int32_t weft_icu_is_default_ignorable(uint32_t c);
int32_t weft_icu_is_decimal_digit(uint32_t c);
int32_t weft_icu_is_nonspacing_mark(uint32_t c);
int32_t weft_icu_is_inherited(uint32_t c);                // of no single script
int32_t weft_icu_is_chinese_or_japanese(uint32_t c);      // script Han, Hiragana or Katakana
int32_t weft_icu_is_punctuation_or_sign(uint32_t c);      // P*, Sm, Sc, Sk without the emoji modifiers
int32_t weft_icu_passes_quick_check(uint32_t c, int32_t is_compatibility);  // quick check of NFC or NFKC says yes
int32_t weft_icu_may_compose_back(uint32_t c);            // quick check of NFC says maybe

// Parts of the name of a locale. The functions return the size of the result.
int32_t weft_icu_locale_language(const char *locale, char *part, int32_t capacity, int32_t *status);
int32_t weft_icu_locale_script(const char *locale, char *part, int32_t capacity, int32_t *status);
int32_t weft_icu_locale_region(const char *locale, char *part, int32_t capacity, int32_t *status);
int32_t weft_icu_knows_language(const char *locale);
int32_t weft_icu_knows_region(const char *locale);
int32_t weft_icu_is_script(const char *code);
