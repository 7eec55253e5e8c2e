package io.omniedge.manager.people.oidc;

/**
 * What a provider says of a person.
 *
 * @param issuer who says it
 * @param subject the person there, for ever
 * @param name they prefer; may be empty
 * @param email empty unless the provider says that it is verified
 */
public record Vouched(String issuer, String subject, String name, String email) {}
