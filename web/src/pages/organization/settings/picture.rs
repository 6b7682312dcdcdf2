//! A small PNG of any picture that the browser can read. Drawn anew, so that nothing of the file but its pixels leaves
//! the page: no place and no camera.

use leptos::prelude::*;
use shared::organizations::wire::LOGO_BYTES;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

/// The widths that are tried, until one fits: a photograph needs many bytes.
const SIDES: [u32; 5] = [256, 192, 128, 96, 64];

/// The picture in base64; `None` where the file is none.
pub(super) async fn small(file: &File) -> Option<String> {
    let made = window().create_image_bitmap_with_blob(file).ok()?;
    let picture: ImageBitmap = wasm_bindgen_futures::JsFuture::from(made).await.ok()?.dyn_into().ok()?;
    let found = SIDES.into_iter().find_map(|side| {
        let data = drawn(&picture, side)?;
        (data.len() / 4 * 3 <= LOGO_BYTES).then_some(data)
    });
    picture.close();
    found
}

/// Fitted into a square of this side, in its middle, without being stretched or blown up.
fn drawn(picture: &ImageBitmap, side: u32) -> Option<String> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(side);
    canvas.set_height(side);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let scale = (f64::from(side) / width.max(height)).min(1.0);
    let (width, height) = (width * scale, height * scale);
    let (x, y) = ((f64::from(side) - width) / 2.0, (f64::from(side) - height) / 2.0);
    context.draw_image_with_image_bitmap_and_dw_and_dh(picture, x, y, width, height).ok()?;
    let address = canvas.to_data_url_with_type("image/png").ok()?;
    address.strip_prefix("data:image/png;base64,").map(str::to_owned)
}
