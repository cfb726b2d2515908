/*
 * Between a process and its disk, for tests: LD_PRELOAD. Watches files whose path holds TRACKLAKE_DISK_WATCH.
 * TRACKLAKE_DISK_LOG=FILE appends what reaches them, in order: writes with their bytes, truncations, syncs, renames, removals,
 * and whatever is written to the file descriptor 1 (what the process says has been done).
 * Writing "@fail N:ENOSPC" or "@fail N:EIO" to the file descriptor 1 lets the Nth write or sync from then on fail; "N+" all
 * later ones as well, and 0 none.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MOST_FILES = 65536 };
static char *paths[MOST_FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -2;
static long counted, fail_at = -1;
static int fail_on, fail_errno;

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_open)(const char *, int, ...);

__attribute__((constructor)) static void begin(void) {
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_open = dlsym(RTLD_NEXT, "open64");
  const char *log = getenv("TRACKLAKE_DISK_LOG");
  log_file = log == NULL ? -1 : real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void arm(const char *how) {
  char *rest;
  long nth = strtol(how, &rest, 10);
  fail_at = nth > 0 ? nth : -1;
  fail_on = *rest == '+';
  fail_errno = strstr(rest, "ENOSPC") != NULL ? ENOSPC : EIO;
  counted = 0;
}

static int watched(const char *path) {
  const char *watch = getenv("TRACKLAKE_DISK_WATCH");
  return watch != NULL && path != NULL && strstr(path, watch) != NULL && strstr(path, "-shm") == NULL;
}

/* kind, path, offset, length, bytes: all in the order in which they were done */
static void note(char kind, const char *path, int64_t offset, const void *bytes, uint32_t length) {
  if (log_file < 0) return;
  uint16_t path_length = (uint16_t)strlen(path);
  struct iovec parts[] = {{&kind, 1}, {&path_length, 2}, {(void *)path, path_length},
                          {&offset, 8}, {&length, 4}, {(void *)bytes, bytes == NULL ? 0 : length}};
  ssize_t ignored = writev(log_file, parts, 6);
  (void)ignored;
}

static int fails(void) {
  counted++;
  return fail_at >= 0 && (counted == fail_at || (fail_on && counted > fail_at));
}

static void opened(int file, const char *path) {
  if (file < 0 || file >= MOST_FILES) return;
  free(paths[file]);
  paths[file] = watched(path) ? strdup(path) : NULL;
}

#define OPEN(name)                                                                            \
  int name(const char *path, int flags, ...) {                                                \
    va_list more;                                                                             \
    va_start(more, flags);                                                                    \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;                 \
    va_end(more);                                                                             \
    if (real_open == NULL) begin();                                                           \
    int file = real_open(path, flags, mode);                                                  \
    pthread_mutex_lock(&lock);                                                                \
    opened(file, path);                                                                       \
    if (file >= 0 && file < MOST_FILES && paths[file] && (flags & O_TRUNC)) note('t', path, 0, NULL, 0); \
    pthread_mutex_unlock(&lock);                                                              \
    return file;                                                                              \
  }
OPEN(open)
OPEN(open64)

int close(int file) {
  static int (*real)(int);
  if (real == NULL) real = dlsym(RTLD_NEXT, "close");
  pthread_mutex_lock(&lock);
  if (file >= 0 && file < MOST_FILES) { free(paths[file]); paths[file] = NULL; }
  pthread_mutex_unlock(&lock);
  return real(file);
}

static ssize_t wrote(int file, const void *bytes, size_t length, off_t offset) {
  if (file < 0 || file >= MOST_FILES || paths[file] == NULL) return real_pwrite(file, bytes, length, offset);
  pthread_mutex_lock(&lock);
  ssize_t done = -1;
  if (fails()) errno = fail_errno;
  else {
    done = real_pwrite(file, bytes, length, offset);
    if (done > 0) note('w', paths[file], offset, bytes, (uint32_t)done);
  }
  int kept = errno;
  pthread_mutex_unlock(&lock);
  errno = kept;
  return done;
}
ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) { return wrote(file, bytes, length, offset); }
ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset) { return wrote(file, bytes, length, offset); }

ssize_t write(int file, const void *bytes, size_t length) {
  if (real_write == NULL) begin();
  if (file == 1 && length > 6 && length < 64 && memcmp(bytes, "@fail ", 6) == 0) {
    char how[64] = {0};
    memcpy(how, (const char *)bytes + 6, length - 6);
    arm(how);
    return (ssize_t)length;
  }
  if (file == 1 && log_file >= 0) note('s', "", 0, bytes, (uint32_t)length);
  if (file < 0 || file >= MOST_FILES || paths[file] == NULL) return real_write(file, bytes, length);
  return wrote(file, bytes, length, lseek(file, 0, SEEK_CUR)) == (ssize_t)length ? lseek(file, length, SEEK_CUR), (ssize_t)length : -1;
}

#define SYNC(name)                                                  \
  int name(int file) {                                              \
    static int (*real)(int);                                        \
    if (real == NULL) real = dlsym(RTLD_NEXT, #name);               \
    if (file < 0 || file >= MOST_FILES || paths[file] == NULL) return real(file); \
    pthread_mutex_lock(&lock);                                      \
    int bad = fails();                                              \
    if (!bad) note('f', paths[file], 0, NULL, 0);                   \
    pthread_mutex_unlock(&lock);                                    \
    if (bad) { errno = fail_errno; return -1; }                     \
    return real(file);                                              \
  }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name)                                              \
  int name(int file, off_t length) {                                \
    static int (*real)(int, off_t);                                 \
    if (real == NULL) real = dlsym(RTLD_NEXT, #name);               \
    pthread_mutex_lock(&lock);                                      \
    if (file >= 0 && file < MOST_FILES && paths[file]) note('t', paths[file], length, NULL, 0); \
    pthread_mutex_unlock(&lock);                                    \
    return real(file, length);                                      \
  }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

int unlink(const char *path) {
  static int (*real)(const char *);
  if (real == NULL) real = dlsym(RTLD_NEXT, "unlink");
  if (watched(path)) note('u', path, 0, NULL, 0);
  return real(path);
}

int rename(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  if (real == NULL) real = dlsym(RTLD_NEXT, "rename");
  if (watched(from) || watched(to)) note('r', from, 0, to, (uint32_t)strlen(to));
  return real(from, to);
}
