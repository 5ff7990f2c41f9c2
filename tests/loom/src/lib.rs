//! The one pipe of our own, compiled from its own source over the atomics of `loom`.

#[path = "../../../src/io/plane/berth.rs"]
pub mod berth;

/// Stands for the module of this name beside the berth.
pub mod atomics {
    use std::ptr;

    use loom::sync::atomic::{AtomicPtr, Ordering::AcqRel};

    pub use loom::sync::atomic::AtomicU64;

    /// A box or none, swapped as a pointer: what crossbeam's cell does with one.
    pub struct AtomicCell<V: Held>(AtomicPtr<V::Thing>);

    /// What the cell is used for.
    pub trait Held {
        /// What the box holds.
        type Thing;
    }

    impl<T> Held for Option<Box<T>> {
        type Thing = T;
    }

    // SAFETY: as a cell with a box in it: threads pass the thing on, and never share it.
    unsafe impl<T: Send> Sync for AtomicCell<Option<Box<T>>> {}
    // SAFETY: the same.
    unsafe impl<T: Send> Send for AtomicCell<Option<Box<T>>> {}

    impl<T> AtomicCell<Option<Box<T>>> {
        /// A cell with this in it.
        pub fn new(thing: Option<Box<T>>) -> Self {
            Self(AtomicPtr::new(raw(thing)))
        }

        /// Takes out what lies there.
        pub fn take(&self) -> Option<Box<T>> {
            self.swap(None)
        }

        /// Puts it there; what lay there before is dropped.
        pub fn store(&self, thing: Option<Box<T>>) {
            drop(self.swap(thing));
        }

        fn swap(&self, thing: Option<Box<T>>) -> Option<Box<T>> {
            let old = self.0.swap(raw(thing), AcqRel);
            // SAFETY: a pointer in the cell is that of a box, and the swap leaves it to nobody else.
            (!old.is_null()).then(|| unsafe { Box::from_raw(old) })
        }
    }

    impl<V: Held> Drop for AtomicCell<V> {
        fn drop(&mut self) {
            let old = self.0.swap(ptr::null_mut(), AcqRel);
            if !old.is_null() {
                // SAFETY: as in `swap`.
                drop(unsafe { Box::from_raw(old) });
            }
        }
    }

    fn raw<T>(thing: Option<Box<T>>) -> *mut T {
        thing.map_or(ptr::null_mut(), Box::into_raw)
    }
}
