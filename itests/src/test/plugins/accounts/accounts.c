/* The reference plugin with an account from the start. */
#include "../../../../../plugin-wasm-bundle/examples/authentication/authentication.c"
