// ICU's own loop over word boundaries, in C: the least that a program which uses ICU pays.
//
//     cc -O2 icu_tokenize.c -o icu_tokenize $(pkg-config --cflags --libs icu-uc) -lpthread
//     icu_tokenize FILE THREADS REPEATS
//
// FILE is UTF-8 text, a document a line. A repeat opens every line as UText over its UTF-8, or with --utf16
// converts it and walks the UTF-16, and counts the words (segments whose rule status says so). Each thread has its
// own iterator and every THREADS-th line. Prints one JSON object with the keys that the other peers print.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

enum { maximum_threads = 64, maximum_repeats = 1000 };

typedef struct {
    const char *text;
    int32_t length;
} Line;

typedef struct {
    const Line *lines;
    size_t count, first, step;
    int utf16;
    int64_t words;
} Share;

static int64_t count_words(UBreakIterator *iterator) {
    int64_t words = 0;
    ubrk_first(iterator);
    while (ubrk_next(iterator) != UBRK_DONE) words += ubrk_getRuleStatus(iterator) >= UBRK_WORD_NONE_LIMIT;
    return words;
}

static void *tokenize_share(void *argument) {
    Share *share = argument;
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator *iterator = ubrk_open(UBRK_WORD, "", NULL, 0, &code);
    UText *view = NULL;
    UChar *buffer = NULL;
    int32_t capacity = 0;
    share->words = 0;
    for (size_t i = share->first; i < share->count; i += share->step) {
        Line line = share->lines[i];
        if (share->utf16) {
            if (capacity < line.length) buffer = realloc(buffer, sizeof(UChar) * (size_t)(capacity = 2 * line.length));
            int32_t units = 0;
            u_strFromUTF8WithSub(buffer, capacity, &units, line.text, line.length, 0xFFFD, NULL, &code);
            ubrk_setText(iterator, buffer, units, &code);
        } else {
            view = utext_openUTF8(view, line.text, line.length, &code);
            ubrk_setUText(iterator, view, &code);
        }
        share->words += count_words(iterator);
    }
    if (U_FAILURE(code)) fprintf(stderr, "icu_tokenize: %s\n", u_errorName(code));
    utext_close(view);
    ubrk_close(iterator);
    free(buffer);
    return NULL;
}

static int64_t tokenize(const Line *lines, size_t count, int threads, int utf16) {
    pthread_t handles[maximum_threads];
    Share shares[maximum_threads];
    int64_t words = 0;
    for (int i = 0; i < threads; i++) {
        shares[i] = (Share){lines, count, (size_t)i, (size_t)threads, utf16, 0};
        pthread_create(&handles[i], NULL, tokenize_share, &shares[i]);
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(handles[i], NULL);
        words += shares[i].words;
    }
    return words;
}

static char *read_whole(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(*size + 1);
    *size = fread(text, 1, *size, file);
    fclose(file);
    return text;
}

static size_t cut_lines(const char *text, size_t size, Line *lines) {
    size_t count = 0;
    for (size_t start = 0; start < size;) {
        const char *end = memchr(text + start, '\n', size - start);
        size_t length = (end ? (size_t)(end - text) : size) - start;
        lines[count++] = (Line){text + start, (int32_t)length};
        start += length + 1;
    }
    return count;
}

static double milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int ascending(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int argc, char **argv) {
    size_t size = 0;
    char *text = argc >= 4 ? read_whole(argv[1], &size) : NULL;
    if (!text) return fprintf(stderr, "icu_tokenize FILE THREADS REPEATS [--utf16]\n"), 64;
    int threads = atoi(argv[2]), repeats = atoi(argv[3]), utf16 = argc > 4 && !strcmp(argv[4], "--utf16");
    if (threads < 1 || threads > maximum_threads || repeats < 1 || repeats > maximum_repeats) return 64;
    Line *lines = malloc(sizeof(Line) * (size + 1));
    size_t count = cut_lines(text, size, lines);
    double samples[maximum_repeats];
    int64_t words = tokenize(lines, count, threads, utf16);
    for (int i = 0; i < repeats; i++) {
        double before = milliseconds();
        words = tokenize(lines, count, threads, utf16);
        samples[i] = milliseconds() - before;
    }
    qsort(samples, (size_t)repeats, sizeof(double), ascending);
    double median = samples[repeats / 2];
    printf("{\"ms\":%.3f,\"ms_min\":%.3f,\"ms_max\":%.3f,\"megabytes_per_second\":%.3f,\"tokens_per_second\":%.0f,"
           "\"tokens\":%lld,\"peer\":\"ICU %s, C loop over %s\"}\n",
           median, samples[0], samples[repeats - 1], (double)size / median / 1e3, (double)words / median * 1e3,
           (long long)words, U_ICU_VERSION, utf16 ? "UTF-16" : "UTF-8");
    free(lines);
    free(text);
    return 0;
}
