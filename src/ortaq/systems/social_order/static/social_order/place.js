// Fills in latitude and longitude from the phone, when it is asked to. Without this script they are typed, or left empty.

const place = document.querySelector("[data-place]");
if (place && navigator.geolocation) {
  place.hidden = false;
  const status = place.querySelector("[role=status]");
  place.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        document.querySelector("[name=latitude]").value = coords.latitude.toFixed(5);
        document.querySelector("[name=longitude]").value = coords.longitude.toFixed(5);
        status.textContent = `± ${Math.round(coords.accuracy)} m`;
      },
      () => { status.textContent = place.dataset.failed; },
      { enableHighAccuracy: true, timeout: 20000 },
    );
  });
}
