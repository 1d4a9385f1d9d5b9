/* Part files, whole files, folders. */
#define _DEFAULT_SOURCE /* symlink, setrlimit */
#include "unit/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* The linker puts these two around close: a test may have it fail. */
static bool is_close_broken;
int __real_close(int descriptor);
int __wrap_close(int descriptor);

int __wrap_close(int descriptor) {
    int code = __real_close(descriptor);
    if (!is_close_broken)
        return code;
    errno = EIO;
    return -1;
}

static bool exists(const char *path) {
    struct stat facts;
    return lstat(path, &facts) == 0;
}

static void assert_holds(const char *path, const char *wanted) {
    galley_buffer bytes = {0};
    galley_error error = {""};
    if (!file_read(path, 1000 * 1000, &bytes, &error))
        fail_msg("%s", error.message);
    assert_true(galley_text_is(galley_buffer_text(&bytes), wanted));
    galley_buffer_clear(&bytes);
}

static void must_write(part_file *file, const char *bytes) {
    galley_error error = {""};
    if (!part_file_write(file, galley_text_of(bytes), &error))
        fail_msg("%s", error.message);
}

static part_file *must_open(part_file *file, const galley_error *error) {
    if (!file)
        fail_msg("%s", error->message);
    return file;
}

/* ---- Part files ---- */

static void a_file_has_its_name_only_when_it_is_finished(void **state) {
    char *path = temporary_path(state, "a/b/out.gz"), *part = temporary_path(state, "a/b/out.gz.part");
    galley_error error = {""};
    part_file *file = must_open(part_file_new(path, &error), &error);
    must_write(file, "one ");
    must_write(file, "two");
    assert_int_equal(part_file_len(file), 7);
    assert_string_equal(part_file_path(file), path);
    assert_false(exists(path));
    assert_holds(part, "one two");
    assert_true(part_file_finish(file, &error));
    assert_holds(path, "one two");
    assert_false(exists(part));
    free(part);
    free(path);
}

static void a_file_that_is_left_keeps_its_part(void **state) {
    char *path = temporary_path(state, "out"), *part = temporary_path(state, "out.part");
    galley_error error = {""};
    part_file *file = must_open(part_file_new(path, &error), &error);
    must_write(file, "half");
    assert_true(part_file_sync(file, &error));
    part_file_free(file);
    assert_false(exists(path));
    assert_holds(part, "half");
    free(part);
    free(path);
}

static void an_unfinished_file_goes_on_behind_what_is_certain(void **state) {
    char *path = temporary_path(state, "out");
    temporary_write(state, "out.part", galley_text_of("certain, uncertain"));
    galley_error error = {""};
    part_file *file = must_open(part_file_resume(path, 8, &error), &error);
    assert_int_equal(part_file_len(file), 8);
    must_write(file, "more");
    assert_true(part_file_finish(file, &error));
    assert_holds(path, "certain,more");
    free(path);
}

static void a_finished_file_goes_on_too(void **state) {
    char *path = temporary_path(state, "out");
    temporary_write(state, "out", galley_text_of("finished"));
    galley_error error = {""};
    part_file *file = must_open(part_file_resume(path, 3, &error), &error);
    assert_false(exists(path));
    must_write(file, "e");
    assert_true(part_file_finish(file, &error));
    assert_holds(path, "fine");
    free(path);
}

static void a_file_that_lost_bytes_does_not_go_on(void **state) {
    char *path = temporary_path(state, "out");
    temporary_write(state, "out.part", galley_text_of("short"));
    galley_error error = {""};
    assert_null(part_file_resume(path, 6, &error));
    assert_non_null(strstr(error.message, "without --resume"));
    free(path);
    path = temporary_path(state, "never");
    assert_null(part_file_resume(path, 1, &error));
    free(path);
}

static void going_on_from_nothing_is_a_new_file(void **state) {
    char *path = temporary_path(state, "out");
    temporary_write(state, "out.part", galley_text_of("old"));
    galley_error error = {""};
    part_file *file = must_open(part_file_resume(path, 0, &error), &error);
    must_write(file, "new");
    assert_true(part_file_finish(file, &error));
    assert_holds(path, "new");
    free(path);
}

static void more_files_than_the_process_may_open_are_written_side_by_side(void **state) {
    enum { FILES = 400 };
    struct rlimit limit, old;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    limit = old;
    limit.rlim_cur = 200;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    part_file *files[FILES];
    galley_error error = {""};
    for (int i = 0; i < FILES; i++) {
        char *name = memory_printf("%d", i), *path = temporary_path(state, name);
        files[i] = must_open(part_file_new(path, &error), &error);
        free(path);
        free(name);
    }
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < FILES; i++) {
            char *line = memory_printf("%d.%d\n", i, round);
            must_write(files[i], line);
            free(line);
        }
    for (int i = 0; i < FILES; i++) {
        char *name = memory_printf("%d", i), *path = temporary_path(state, name);
        char *wanted = memory_printf("%d.0\n%d.1\n%d.2\n", i, i, i);
        assert_true(part_file_finish(files[i], &error));
        assert_holds(path, wanted);
        free(wanted);
        free(path);
        free(name);
    }
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
}

static void a_file_that_cannot_be_closed_between_writes_is_told(void **state) {
    enum { FILES = 200 }; /* the last ones are closed between writes */
    part_file *files[FILES];
    galley_error error = {""};
    for (int i = 0; i < FILES; i++) {
        char *name = memory_printf("%d", i), *path = temporary_path(state, name);
        files[i] = must_open(part_file_new(path, &error), &error);
        free(path);
        free(name);
    }
    char *fresh = temporary_path(state, "fresh");
    is_close_broken = true;
    bool is_first_written = part_file_write(files[0], galley_text_of("kept open"), &error);
    bool is_last_written = part_file_write(files[FILES - 1], galley_text_of("closed"), &error);
    const part_file *opened = part_file_new(fresh, &(galley_error){""});
    is_close_broken = false;
    assert_true(is_first_written);
    assert_false(is_last_written);
    assert_non_null(strstr(error.message, "199.part: the file cannot be closed: Input/output error"));
    assert_null(opened);
    for (int i = 0; i < FILES; i++)
        part_file_free(files[i]);
    free(fresh);
}

static void a_full_disk_is_told_with_what_to_do(void **state) {
    char *path = temporary_path(state, "out"), *part = temporary_path(state, "out.part");
    assert_int_equal(symlink("/dev/full", part), 0);
    galley_error error = {""};
    part_file *file = must_open(part_file_new(path, &error), &error);
    assert_false(part_file_write(file, galley_text_of("text"), &error));
    assert_non_null(strstr(error.message, "disk is full"));
    assert_non_null(strstr(error.message, "--resume"));
    part_file_free(file);
    assert_false(exists(path));
    free(part);
    free(path);
}

static void a_folder_in_the_way_is_told(void **state) {
    char *path = temporary_path(state, "out"), *part = temporary_path(state, "out.part");
    galley_error error = {""};
    assert_true(folder_make(part, &error));
    assert_null(part_file_new(path, &error));
    assert_non_null(strstr(error.message, part));
    free(part);
    free(path);
}

/* ---- Whole files ---- */

static void a_small_file_is_written_and_replaced_whole(void **state) {
    char *path = temporary_path(state, "x/run.json"), *part = temporary_path(state, "x/run.json.part");
    galley_error error = {""};
    assert_true(file_write(path, galley_text_of("first"), &error));
    assert_true(file_write(path, galley_text_of("second"), &error));
    assert_holds(path, "second");
    assert_false(exists(part));
    assert_int_equal(symlink("/dev/full", part), 0);
    assert_false(file_write(path, galley_text_of("third"), &error));
    assert_holds(path, "second");
    free(part);
    free(path);
}

static void reading_refuses_folders_and_what_is_too_large(void **state) {
    galley_buffer out = {0};
    galley_error error = {""};
    assert_false(file_read(*state, 100, &out, &error));
    assert_non_null(strstr(error.message, "folder"));
    temporary_write(state, "file", galley_text_of("12345"));
    char *path = temporary_path(state, "file");
    assert_false(file_read(path, 4, &out, &error));
    assert_non_null(strstr(error.message, "larger than the 4 bytes"));
    out.len = 0;
    galley_buffer_add_string(&out, "kept ");
    assert_true(file_read(path, 5, &out, &error));
    assert_true(galley_text_is(galley_buffer_text(&out), "kept 12345"));
    assert_false(file_read("/dev/zero", 100 * 1000, &out, &error));
    free(path);
    path = temporary_path(state, "nothing");
    assert_false(file_read(path, 5, &out, &error));
    assert_non_null(strstr(error.message, path));
    free(path);
    galley_buffer_clear(&out);
}

/* ---- Folders ---- */

static void a_folder_is_made_with_those_above_it(void **state) {
    char *path = temporary_path(state, "a//b/c/");
    galley_error error = {""};
    assert_true(folder_make(path, &error));
    assert_true(folder_make(path, &error));
    assert_true(exists(path));
    free(path);
    temporary_write(state, "file", galley_text_of(""));
    path = temporary_path(state, "file/below");
    assert_false(folder_make(path, &error));
    assert_non_null(strstr(error.message, "file: the folder cannot be made: File exists"));
    free(path);
    assert_true(folder_make("/", &error));
    assert_true(folder_make(".", &error));
}

static void removing_takes_all_that_is_inside_and_nothing_outside(void **state) {
    temporary_write(state, "outside/kept", galley_text_of("kept"));
    temporary_write(state, "gone/a/b/file", galley_text_of(""));
    temporary_write(state, "gone/file", galley_text_of(""));
    temporary_write(state, "gone/z/.hidden", galley_text_of(""));
    char *link = temporary_path(state, "gone/a/link"), *path = temporary_path(state, "gone/");
    char *kept = temporary_path(state, "outside/kept"), *top_link = temporary_path(state, "top-link");
    assert_int_equal(symlink("../../outside", link), 0);
    assert_int_equal(symlink("outside", top_link), 0);
    galley_error error = {""};
    assert_true(path_remove(path, &error));
    assert_false(exists(path));
    assert_true(path_remove(top_link, &error));
    assert_false(exists(top_link));
    assert_holds(kept, "kept");
    assert_true(path_remove(kept, &error));
    assert_false(exists(kept));
    assert_true(path_remove(kept, &error)); /* not there: no error */
    free(top_link);
    free(kept);
    free(path);
    free(link);
}

static void a_deep_and_a_wide_folder_are_removed(void **state) {
    galley_buffer name = {0};
    galley_buffer_add_string(&name, "deep");
    for (int i = 0; i < 1500; i++)
        galley_buffer_add_string(&name, "/d");
    galley_buffer_add_char(&name, '\0');
    char *path = temporary_path(state, name.ptr);
    galley_error error = {""};
    assert_true(folder_make(path, &error));
    free(path);
    galley_buffer_clear(&name);
    for (int i = 0; i < 3000; i++) {
        char *wide = memory_printf("deep/%d", i);
        path = temporary_path(state, wide);
        int descriptor = open(path, O_CREAT | O_WRONLY, 0600);
        assert_true(descriptor >= 0);
        close(descriptor);
        free(path);
        free(wide);
    }
    path = temporary_path(state, "deep");
    assert_true(path_remove(path, &error));
    assert_false(exists(path));
    free(path);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temporary_make, temporary_remove) /* cmocka's need */

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_file_has_its_name_only_when_it_is_finished),
        IN_FOLDER(a_file_that_is_left_keeps_its_part),
        IN_FOLDER(an_unfinished_file_goes_on_behind_what_is_certain),
        IN_FOLDER(a_finished_file_goes_on_too),
        IN_FOLDER(a_file_that_lost_bytes_does_not_go_on),
        IN_FOLDER(going_on_from_nothing_is_a_new_file),
        IN_FOLDER(more_files_than_the_process_may_open_are_written_side_by_side),
        IN_FOLDER(a_file_that_cannot_be_closed_between_writes_is_told),
        IN_FOLDER(a_full_disk_is_told_with_what_to_do),
        IN_FOLDER(a_folder_in_the_way_is_told),
        IN_FOLDER(a_small_file_is_written_and_replaced_whole),
        IN_FOLDER(reading_refuses_folders_and_what_is_too_large),
        IN_FOLDER(a_folder_is_made_with_those_above_it),
        IN_FOLDER(removing_takes_all_that_is_inside_and_nothing_outside),
        IN_FOLDER(a_deep_and_a_wide_folder_are_removed),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
