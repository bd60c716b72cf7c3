//! Fact 3: nothing scans Functions or their images, so what is sensitive in them may leak.
