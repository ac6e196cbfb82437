Gem::Specification.new do |s|
  s.name = "ffi".freeze
  s.version = "1.15.5"
  s.platform = "x86_64-linux".freeze
  s.licenses = ["BSD-3-Clause".freeze]
  s.add_runtime_dependency(%q<rake>.freeze, [">= 13".freeze, "~> 13.0".freeze])
  s.add_development_dependency(%q<rspec>.freeze, ["~> 2.14.1"])
end
