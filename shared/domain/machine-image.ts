/** Which images machines may run, as the stage says. */
export interface AllowedImages {
  /** Of mappings that name none. */
  defaultImage: string;
  /** Beginnings of others. */
  allowedImages: readonly string[];
}

/** A digest or a tag of an allowed image is allowed; an image whose name merely begins alike is not. */
export function mayRunImage({ defaultImage, allowedImages }: AllowedImages, image: string): boolean {
  if (image === defaultImage) return true;
  return allowedImages.some((allowed) => {
    const rest = image.slice(allowed.length);
    return image.startsWith(allowed) && (rest === '' || /[/:@]$/.test(allowed) || /^[:@/]/.test(rest));
  });
}
