/** Where GraphQL is answered, by the base address of the REST API: an Enterprise Server has them beside each other. */
export function graphqlAddress(apiUrl: string): string {
  return `${apiUrl.replace(/\/api\/v3\/?$/, '/api')}/graphql`;
}
