/** Something in a workflow file that GitHub refuses, or that the simulator does not model: never ignored. */
export class Unsupported extends Error {
  constructor(place: string, what: string) {
    super(`${place}: ${what}`);
    this.name = 'Unsupported';
  }
}
