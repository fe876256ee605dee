// Makes a photo smaller before it is sent: at most 2560 pixels on the long side, upright. What
// this browser cannot read (HEIC on most) and what is small already goes as it is; the server
// does the same work again and is the one that counts.
const LONG_SIDE = 2560;
const SMALL_ENOUGH = 2 * 1024 * 1024;
const READABLE = ["image/jpeg", "image/png"];

export async function makeSmaller(file) {
  if (!READABLE.includes(file.type) || file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const smaller = await redraw(picture);
    picture.close();
    return smaller && smaller.size < file.size ? named(smaller, file.name) : file;
  } catch {
    return file;
  }
}

function redraw(picture) {
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff"; // Where a PNG is transparent a JPEG would turn black.
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}

function named(blob, name) {
  return new File([blob], name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
}
