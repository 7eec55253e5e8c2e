/*
 * Accounts of a plant that has no directory: a list in the form, with passwords or PINs as
 * PBKDF2-HMAC-SHA-256 keys. One line of it, or one part between blanks, is
 *
 *   NAME:ROLE+ROLE:SALT:ITERATIONS:KEY
 *
 * with salt (at most 32 bytes) and key in hexadecimal, as
 *
 *   openssl kdf -keylen 32 -kdfopt digest:SHA2-256 -kdfopt pass:SECRET \
 *     -kdfopt hexsalt:5f1d7a84c0ffee01 -kdfopt iter:150 PBKDF2 | tr -d : | tr A-F a-f
 *
 * makes it. Tokens are signed by a key that the plugin made for itself and keeps. After five wrong
 * secrets an account rests for a minute: a PIN must not be tried out.
 */
#include "omni.h"
#include "sha256.h"

OMNI_PLUGIN("manifest.json")

enum {
  MOST_ITERATIONS = 200, /* what the fuel of a call is enough for */
  MOST_SALT = 32,
  KEY_BYTES = 32,
  TOKEN_BYTES = 256,
  FAILURES = 5,
  REST_MILLIS = 60000
};

typedef struct {
  omni_text name;
  omni_text roles;
  omni_byte salt[MOST_SALT];
  omni_size salt_size;
  int iterations;
  omni_byte key[DIGEST_BYTES];
} account;

static char users[8192];
static omni_size users_size;
static hmac_key token_key;
static long long session_minutes;
static long long refresh_minutes;

static int read_hex(omni_text text, omni_byte *to, omni_size room) {
  if (text.size % 2 != 0 || text.size / 2 > room) {
    return 0;
  }
  for (omni_size i = 0; i < text.size / 2; i++) {
    int high = omni_hex(text.at[2 * i]);
    int low = omni_hex(text.at[2 * i + 1]);
    if (high < 0 || low < 0) {
      return 0;
    }
    to[i] = (omni_byte)(high << 4 | low);
  }
  return 1;
}

static int read_account(omni_text line, account *to) {
  omni_text salt;
  omni_text iterations;
  if (!omni_split(&line, ':', &to->name) || to->name.size == 0 || to->name.size > 64 ||
      !omni_split(&line, ':', &to->roles) || !omni_split(&line, ':', &salt) ||
      !omni_split(&line, ':', &iterations)) {
    return 0;
  }
  to->iterations = (int)omni_integer(iterations, 0);
  to->salt_size = salt.size / 2;
  return to->iterations >= 1 && to->iterations <= MOST_ITERATIONS && read_hex(salt, to->salt, MOST_SALT) &&
         line.size == 2 * DIGEST_BYTES && read_hex(line, to->key, DIGEST_BYTES);
}

/* Goes through the accounts; 0 after the last, -1 at one that is none. */
static int next_account(omni_text *rest, account *to) {
  omni_text line;
  while (rest->size > 0) {
    omni_size end = 0;
    while (end < rest->size && rest->at[end] > ' ') {
      end++;
    }
    line.at = rest->at;
    line.size = end;
    end += end < rest->size;
    rest->at += end;
    rest->size -= end;
    if (line.size > 0) {
      return read_account(line, to) ? 1 : -1;
    }
  }
  return 0;
}

static int find_account(omni_text name, account *to) {
  omni_text rest = {users, users_size};
  while (next_account(&rest, to) > 0) {
    if (omni_same(to->name, name)) {
      return 1;
    }
  }
  return 0;
}

/* Takes as long whatever is in them. */
static int are_equal(const omni_byte *one, const omni_byte *other, omni_size size) {
  unsigned difference = 0;
  for (omni_size i = 0; i < size; i++) {
    difference |= one[i] ^ other[i];
  }
  return difference == 0;
}

OMNI_CALL(init) {
  omni_text rest;
  if (!omni_config_text("users", users, sizeof users, &rest)) {
    omni_log(OMNI_ERROR, "users: more than 8192 bytes");
    return omni_refuse(OMNI_BAD_INPUT);
  }
  users_size = rest.size;
  account unused;
  int found;
  while ((found = next_account(&rest, &unused)) != 0) {
    if (found < 0) {
      omni_log(OMNI_ERROR, "users: one is not NAME:ROLE+ROLE:SALT:ITERATIONS:KEY, with at most 200 iterations");
      return omni_refuse(OMNI_BAD_INPUT);
    }
  }
  session_minutes = (long long)omni_config_number("session-minutes", 60);
  refresh_minutes = (long long)omni_config_number("refresh-minutes", 1440);
  char key[KEY_BYTES];
  if (omni_kept("token-key", key, sizeof key).size != KEY_BYTES) {
    if (omni_random(key, sizeof key) != 0 || omni_keep("token-key", (omni_text){key, sizeof key}) != 0) {
      return omni_refuse(OMNI_INTERNAL);
    }
  }
  hmac_prepare(&token_key, key, sizeof key);
  return omni_fine();
}

OMNI_CALL(supported_methods) {
  omni_put("{\"v\":1,\"methods\":[{\"method\":\"custom\",\"detail\":\"password\",\"label\":\"Plant account\"}]}");
  return omni_done();
}

static omni_answer denial(const char *error) {
  omni_put("{\"v\":1,\"success\":false,\"error\":\"");
  omni_put(error);
  omni_put("\"}");
  return omni_done();
}

/* ---- tokens: kind:name:expires:mac ------------------------------------------------------------- */

static void put_hex(const omni_byte *bytes, omni_size size) {
  for (omni_size i = 0; i < size; i++) {
    char digits[2] = {"0123456789abcdef"[bytes[i] >> 4], "0123456789abcdef"[bytes[i] & 15]};
    omni_put_text((omni_text){digits, 2});
  }
}

static void put_token(const char *kind, omni_text name, long long expires) {
  omni_put("\"");
  omni_size start = omni_out_size;
  omni_put(kind);
  omni_put(":");
  omni_put_text(name);
  omni_put(":");
  omni_put_integer(expires);
  omni_byte mac[DIGEST_BYTES];
  hmac(&token_key, omni_out + start, omni_out_size - start, mac);
  omni_put(":");
  put_hex(mac, sizeof mac);
  omni_put("\"");
}

/* Whether it is one of ours, of that kind, in time, and of somebody who is still there. */
static int read_token(omni_text token, const char *kind, account *of, long long *expires) {
  omni_text rest = token;
  omni_text found_kind, name, time;
  omni_byte mac[DIGEST_BYTES];
  omni_byte right[DIGEST_BYTES];
  if (token.size > TOKEN_BYTES || !omni_split(&rest, ':', &found_kind) || !omni_split(&rest, ':', &name) ||
      !omni_split(&rest, ':', &time) || rest.size != 2 * DIGEST_BYTES || !read_hex(rest, mac, sizeof mac)) {
    return 0;
  }
  hmac(&token_key, token.at, token.size - rest.size - 1, right);
  *expires = omni_integer(time, 0);
  return are_equal(mac, right, sizeof mac) && omni_same(found_kind, omni_of(kind)) && *expires > omni_now_ms() &&
         find_account(name, of);
}

static void put_roles(omni_text roles) {
  omni_text role;
  omni_put("[");
  for (int i = 0; omni_split(&roles, '+', &role); i++) {
    omni_put(i > 0 ? "," : "");
    omni_put_string(role);
  }
  omni_put("]");
}

static omni_answer success(const account *of) {
  long long now = omni_now_ms();
  long long expires = now + session_minutes * 60000;
  omni_put("{\"v\":1,\"success\":true,\"subject\":");
  omni_put_string(of->name);
  omni_put(",\"roles\":");
  put_roles(of->roles);
  omni_put(",\"token\":");
  put_token("session", of->name, expires);
  omni_put(",\"refresh-token\":");
  put_token("refresh", of->name, now + refresh_minutes * 60000);
  omni_put(",\"expires-at\":");
  omni_put_integer(expires);
  omni_put("}");
  return omni_done();
}

/* ---- too many failures: "COUNT UNTIL" under "failures:NAME" --------------------------------------- */

static char counter[80];

/* The key of a name; what it points to is there until the next one. */
static omni_text counter_of(omni_text name) {
  static const char prefix[] = "failures:";
  omni_size size = sizeof prefix - 1;
  __builtin_memcpy(counter, prefix, size);
  __builtin_memcpy(counter + size, name.at, name.size);
  return (omni_text){counter, size + name.size};
}

static long long failures(omni_text name, long long *until) {
  char kept[48];
  omni_text key = counter_of(name);
  int size = omni_host_kv_get(key.at, key.size, kept, sizeof kept);
  omni_text rest = {kept, size > 0 ? (omni_size)size : 0};
  omni_text count = {kept, 0};
  omni_split(&rest, ' ', &count);
  *until = omni_integer(rest, 0);
  return omni_integer(count, 0);
}

static void failed(omni_text name, long long count) {
  long long until = count >= FAILURES ? omni_now_ms() + REST_MILLIS : 0;
  omni_put_integer(count >= FAILURES ? 0 : count);
  omni_put(" ");
  omni_put_integer(until);
  omni_text key = counter_of(name);
  omni_host_kv_set(key.at, key.size, omni_out, omni_out_size);
  omni_refuse(0);
  if (until > 0) {
    omni_log(OMNI_WARNING, "an account rests for a minute after too many wrong secrets");
  }
}

OMNI_CALL(authenticate) {
  char name[64];
  char secret[256];
  omni_text user = omni_string(omni_find(question, "request.user"), name, sizeof name);
  omni_text given = omni_string(omni_find(question, "request.secret"), secret, sizeof secret);
  if (!omni_is(omni_find(question, "request.method"), "custom")) {
    return denial("unknown method");
  }
  account of = {{0, 0}, {0, 0}, {0}, 8, MOST_ITERATIONS, {0}};
  int is_known = find_account(user, &of);
  long long until = 0;
  long long count = is_known ? failures(of.name, &until) : 0;
  if (until > omni_now_ms()) {
    return denial("too many wrong passwords; wait a minute");
  }
  omni_byte key[DIGEST_BYTES];
  pbkdf2(given, of.salt, of.salt_size, of.iterations, key); /* as long for an unknown name */
  if (!is_known || given.size == 0 || !are_equal(key, of.key, sizeof key)) {
    if (is_known) {
      failed(of.name, count + 1);
    }
    return denial("unknown user or wrong password");
  }
  if (count > 0) {
    omni_text counted = counter_of(of.name);
    omni_host_kv_delete(counted.at, counted.size);
  }
  return success(&of);
}

OMNI_CALL(refresh_token) {
  account of;
  long long expires;
  omni_text token = omni_inner(omni_find(question, "token"));
  return read_token(token, "refresh", &of, &expires) ? success(&of) : denial("unknown session");
}

OMNI_CALL(validate_session) {
  account of;
  long long expires;
  if (!read_token(omni_inner(omni_find(question, "token")), "session", &of, &expires)) {
    omni_put("{\"v\":1,\"valid\":false,\"error\":\"unknown session\"}");
    return omni_done();
  }
  omni_put("{\"v\":1,\"valid\":true,\"subject\":");
  omni_put_string(of.name);
  omni_put(",\"expires-at\":");
  omni_put_integer(expires);
  omni_put("}");
  return omni_done();
}
