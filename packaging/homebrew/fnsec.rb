# .ci/manifests replaces VERSION and SHA256.
class Fnsec < Formula
  desc "Terminal explorer for the security of Kyma Functions"
  homepage "https://github.com/fnsec/fnsec"
  url "https://github.com/fnsec/fnsec/releases/download/vVERSION/fnsec-linux-amd64.tar.gz"
  version "VERSION"
  sha256 "SHA256"
  license "Apache-2.0"
  depends_on :linux
  depends_on arch: :x86_64

  def install
    bin.install "fnsec"
    generate_completions_from_executable(bin/"fnsec", "completion")
    (man1/"fnsec.1").write Utils.safe_popen_read(bin/"fnsec", "man")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/fnsec version")
  end
end
